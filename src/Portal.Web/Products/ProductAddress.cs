using Portal.Images;

namespace Portal.Products;

/// <summary>Where pages of products lie.</summary>
public static class ProductAddress
{
    public const string All = "/products";

    public const string New = "/products/new";

    public static string Of(string product) => $"/products/{product}";

    public static string Recipe(string product) => $"{Of(product)}/recipe";

    public static string EditRecipe(string product) => $"{Of(product)}/recipe/edit";

    public static string Feed(string product) => $"{Of(product)}/feed.atom";

    /// <summary>The folder of all downloads of the product, with a slash at its end.</summary>
    public static string Downloads(string product) => $"{DownloadEndpoints.Root}/{product}/";
}
