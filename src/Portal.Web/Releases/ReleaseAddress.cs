using Portal.Products;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>Where pages of releases lie.</summary>
public static class ReleaseAddress
{
    /// <summary>One address for a release whatever its state.</summary>
    public static string Of(string product, string version) =>
        $"{ProductAddress.Of(product)}/releases/{Uri.EscapeDataString(version)}";

    public static string Of(Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        return Of(release.Product, release.Version);
    }

    /// <summary>A folder of the image; <c>""</c> is its root.</summary>
    /// <param name="from">How many entries come before the page.</param>
    public static string Contents(Release release, string under = "", int from = 0) =>
        $"{Of(release)}/contents"
        + (under.Length == 0 ? "" : $"?under={Uri.EscapeDataString(under)}")
        + (from == 0 ? "" : $"{(under.Length == 0 ? '?' : '&')}from={from}");

    public static string Changes(Release release) => $"{Of(release)}/changes";

    public static string Log(Release release) => $"{Of(release)}/log";

    public static string Withdraw(Release release) => $"{Of(release)}/withdraw";

    public static string New(string product) => $"{ProductAddress.Of(product)}/releases/new";

    /// <summary>
    /// The folder of its downloads, with a slash at its end. Every character of a version may stand in a path as it is, and
    /// commands that are pasted read better so.
    /// </summary>
    public static string Downloads(string product, string version) =>
        $"{ProductAddress.Downloads(product)}{version}/";

    public static string Downloads(Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        return Downloads(release.Product, release.Version);
    }

    public static string Image(string product, string version) =>
        Downloads(product, version) + ReleaseFiles.Image(product, version);

    public static string Image(Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        return Image(release.Product, release.Version);
    }
}
