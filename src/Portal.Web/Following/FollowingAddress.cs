using Portal.Products;

namespace Portal.Following;

/// <summary>Where the page is by which a product is made to follow.</summary>
public static class FollowingAddress
{
    public static string Of(string product) => $"{ProductAddress.Of(product)}/following";
}
