using System.Security.Cryptography;
using Portal.Cli.Shell;
using Portal.Packaging.Archives;
using Portal.Protocol;

namespace Portal.Cli.Components;

/// <summary>Kinds of archives, as file names and HTTP know them.</summary>
internal static class ArchiveFiles
{
    /// <summary>The kind that a file name asks for.</summary>
    public static ArchiveKind KindOf(string name) =>
        name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) ? ArchiveKind.Tar
        : name.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase)
            ? ArchiveKind.TarGzip
        : throw CommandException.Usage(
            $"'{name}' does not say what to write: end it with .tar, .tar.gz or .tgz."
        );

    public static string ContentType(ArchiveKind kind) =>
        kind switch
        {
            ArchiveKind.TarGzip => "application/gzip",
            ArchiveKind.Zip => "application/zip",
            _ => "application/x-tar",
        };

    /// <summary>Digest of all bytes.</summary>
    public static async Task<Digest> HashAsync(Stream stream, CancellationToken cancellationToken)
    {
        stream.Position = 0;
        return Digest.FromHash(await SHA256.HashDataAsync(stream, cancellationToken));
    }
}
