using Microsoft.Extensions.Options;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Signing;

namespace Portal.Gtp;

/// <summary>
/// The folder with the packages of gtp, read anew at each request: whoever puts new ones there needs no restart. Only what
/// its <c>SHA256SUMS</c> names is handed out, so nothing else that lies there can be fetched.
/// </summary>
internal sealed class GtpPackages(
    IOptions<GtpOptions> options,
    ReleaseSigner signer,
    IHostEnvironment environment
)
{
    public const string Sums = "SHA256SUMS";
    public const string Signature = Sums + ".asc";

    /// <summary>The signature of the sums that were asked for last.</summary>
    private Signed? _signed;

    private string Folder { get; } =
        Path.GetFullPath(
            options.Value.Path.Length > 0
                ? Path.Combine(environment.ContentRootPath, options.Value.Path)
                : Path.Combine(AppContext.BaseDirectory, "cli")
        );

    /// <returns>Null: there are none here.</returns>
    public async Task<byte[]?> ReadSumsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(Path.Combine(Folder, Sums), cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>What the sums name and the folder has, by name; nothing where they are no sums.</summary>
    public IReadOnlyList<GtpPackage> List(byte[] sums) =>
        [
            .. (SumsFile.TryParse(sums)?.Sums ?? new Dictionary<string, Digest>())
                // Whoever made the folder could name what lies elsewhere, by a slip.
                .Where(sum => Path.GetFileName(sum.Key) == sum.Key)
                .Select(sum =>
                    (Sha256: sum.Value, File: new FileInfo(Path.Combine(Folder, sum.Key)))
                )
                .Where(sum => sum.File.Exists)
                .OrderBy(sum => sum.File.Name, StringComparer.Ordinal)
                .Select(sum => new GtpPackage(
                    sum.File.Name,
                    sum.Sha256,
                    sum.File.FullName,
                    sum.File.Length,
                    new DateTimeOffset(sum.File.LastWriteTimeUtc)
                )),
        ];

    /// <summary>
    /// The signature that lies beside the sums, or one of this portal's own key, where this node holds it: made once for the
    /// same sums.
    /// </summary>
    /// <returns>Armored; null where there is none and this node cannot sign.</returns>
    /// <exception cref="Portal.Trust.OpenPgp.GpgException">gpg fails.</exception>
    public async Task<byte[]?> ReadSignatureAsync(byte[] sums, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Folder, Signature);
        if (File.Exists(file))
        {
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }

        if (_signed is { } signed && signed.Sums.AsSpan().SequenceEqual(sums))
        {
            return signed.Signature;
        }

        if (!signer.IsOpen)
        {
            return null;
        }

        // Two at once sign twice; either signature is good.
        var made = await signer.SignChecksumsAsync(sums, cancellationToken);
        _signed = new(sums, made);
        return made;
    }

    private sealed record Signed(byte[] Sums, byte[] Signature);
}
