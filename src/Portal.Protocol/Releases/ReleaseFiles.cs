namespace Portal.Protocol.Releases;

/// <summary>Names of the files under <c>/download/{product}/{version}/</c>.</summary>
public static class ReleaseFiles
{
    /// <summary>The lock, byte for byte as on the disc.</summary>
    public const string Lock = "release.json";

    /// <summary>Sums of the downloads, in the form of <c>sha256sum</c>.</summary>
    public const string Sums = "SHA256SUMS";

    /// <summary>OpenPGP signature of <see cref="Sums"/>.</summary>
    public const string SumsSignature = "SHA256SUMS.asc";

    /// <summary>Sums of the files on the disc, byte for byte as <c>guest-tools/SHA256SUMS</c> there.</summary>
    public const string ContentsSums = "CONTENTS.SHA256SUMS";

    /// <summary>The disc key's signature of <see cref="ContentsSums"/>; an input of the image.</summary>
    public const string ContentsSignature = "CONTENTS.SHA256SUMS.sig";

    /// <summary>Head and extents of the ISO: enough to make it from contents that one has.</summary>
    public const string Extents = "extents.json";

    /// <summary>The ISO: <c>{product}-{version}.iso</c>.</summary>
    public static string Image(string product, string version) => $"{product}-{version}.iso";

    /// <summary>OpenPGP signature of the ISO.</summary>
    public static string ImageSignature(string product, string version) =>
        Image(product, version) + ".asc";
}
