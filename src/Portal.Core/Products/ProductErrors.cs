using Portal.Problems;

namespace Portal.Products;

public static class ProductErrors
{
    public static readonly Error Invalid = new(
        "product.invalid",
        ErrorKind.Unprocessable,
        "The product breaks rules, listed as findings"
    );

    public static readonly Error NameTaken = new(
        "product.name-taken",
        ErrorKind.Conflict,
        "A product of this name exists already, and it is not the same"
    );

    public static readonly Error NotFound = new(
        "product.not-found",
        ErrorKind.NotFound,
        "There is no such product"
    );

    public static readonly Error CreateForbidden = new(
        "product.create-forbidden",
        ErrorKind.Forbidden,
        "Only an administrator makes products"
    );

    public static readonly Error ChangeForbidden = new(
        "product.change-forbidden",
        ErrorKind.Forbidden,
        "Only a release manager of the product, or an administrator, changes its recipe"
    );

    public static readonly Error Changed = new(
        "product.changed",
        ErrorKind.Conflict,
        "Somebody else changed the product in the meantime; look at it and try again"
    );

    public static readonly Error Unresolvable = new(
        "product.unresolvable",
        ErrorKind.Unprocessable,
        "The recipe does not resolve; the problems are listed as findings, and nothing was created"
    );

    public static readonly Error Following = new(
        "product.following",
        ErrorKind.Conflict,
        "This product takes its releases from another portal and makes none of its own"
    );

    public static readonly Error NotAMember = new(
        "product.not-a-member",
        ErrorKind.NotFound,
        "This account or robot is no member of the product"
    );

    public static readonly Error InvalidRole = new(
        "product.invalid-role",
        ErrorKind.Invalid,
        "A member of a product is a release-manager"
    );
}
