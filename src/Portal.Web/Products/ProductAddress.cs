using Portal.Images;
using Portal.Protocol.Releases;

namespace Portal.Products;

/// <summary>Where pages of products lie, and those that they lead to.</summary>
public static class ProductAddress
{
    public const string All = "/products";

    public const string New = "/products/new";

    public static string Of(string product) => $"/products/{product}";

    public static string Recipe(string product) => $"/products/{product}/recipe";

    public static string EditRecipe(string product) => $"/products/{product}/recipe/edit";

    public static string Feed(string product) => $"/products/{product}/feed.atom";

    public static string NewRelease(string product) => $"/products/{product}/releases/new";

    public static string Release(string product, string version) =>
        $"/products/{product}/releases/{Uri.EscapeDataString(version)}";

    public static string Component(string component) => $"/components/{component}";

    public static string Component(string component, string version) =>
        $"/components/{component}/{Uri.EscapeDataString(version)}";

    /// <summary>The folder of all downloads of the product.</summary>
    public static string Downloads(string product) => $"{DownloadEndpoints.Root}/{product}/";

    /// <summary>The folder of a release's downloads. Every character of a version may stand in a path as it is.</summary>
    public static string Downloads(string product, string version) =>
        $"{Downloads(product)}{version}/";

    public static string Image(string product, string version) =>
        Downloads(product, version) + ReleaseFiles.Image(product, version);
}
