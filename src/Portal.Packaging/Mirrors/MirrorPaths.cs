using Portal.Protocol.Channels;
using Portal.Protocol.Releases;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Packaging.Mirrors;

/// <summary>Where what lies in a mirror's tree, relative to it, as a portal serves it.</summary>
public static class MirrorPaths
{
    public const string Metadata = "tuf/metadata";
    public const string Targets = "tuf/targets";
    public const string Downloads = "download";

    /// <summary>Every OpenPGP key that ever signed there.</summary>
    public const string OpenPgp = "keys/openpgp.asc";

    public static string Role(string role, long? version) =>
        $"{Metadata}/{RoleName.ToFile(role, version)}";

    public static string Target(string hashedPath) => $"{Targets}/{hashedPath}";

    public static string Release(string product, string version, string file) =>
        $"{Downloads}/{product}/{version}/{file}";

    public static string Image(string product, string version) =>
        Release(product, version, ReleaseFiles.Image(product, version));

    public static string SignedPointer(string product, string channel) =>
        Release(product, channel, ChannelFiles.Release);

    public static string PointerSignature(string product, string channel) =>
        Release(product, channel, ChannelFiles.ReleaseSignature);
}
