using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Portal.Signing;

namespace Portal.Gtp;

/// <summary>
/// The folder with the packages of gtp, read anew at each request: whoever puts new ones there needs no restart. Only what
/// its <c>SHA256SUMS</c> names is handed out, so nothing else that lies there can be fetched.
/// </summary>
internal sealed partial class GtpPackages(
    IOptions<GtpOptions> options,
    ReleaseSigner signer,
    IHostEnvironment environment
)
{
    public const string Sums = "SHA256SUMS";
    public const string Signature = Sums + ".asc";

    /// <summary>The signature of the sums that were asked for last.</summary>
    private (string Sums, byte[] Signature)? _signed;

    private string Folder { get; } =
        Path.GetFullPath(
            options.Value.Path.Length > 0
                ? Path.Combine(environment.ContentRootPath, options.Value.Path)
                : Path.Combine(AppContext.BaseDirectory, "cli")
        );

    /// <returns>Null: there are none here.</returns>
    public async Task<string?> ReadSumsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(Path.Combine(Folder, Sums), cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>What the sums name and the folder has, by name.</summary>
    public IReadOnlyList<GtpPackage> List(string sums) =>
        [
            .. sums.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => SumLine().Match(line))
                .Where(match => match.Success)
                .Select(match =>
                    (
                        Sha256: match.Groups[1].Value,
                        File: new FileInfo(Path.Combine(Folder, match.Groups[2].Value))
                    )
                )
                .Where(line => line.File.Exists)
                .OrderBy(line => line.File.Name, StringComparer.Ordinal)
                .Select(line => new GtpPackage(
                    line.File.Name,
                    line.Sha256,
                    line.File.FullName,
                    line.File.Length,
                    new DateTimeOffset(line.File.LastWriteTimeUtc)
                )),
        ];

    /// <summary>
    /// The signature that lies beside the sums, or one of this portal's own key, where this node holds it: made once for the
    /// same sums.
    /// </summary>
    /// <returns>Armored; null where there is none and this node cannot sign.</returns>
    /// <exception cref="Portal.Trust.OpenPgp.GpgException">gpg fails.</exception>
    public async Task<byte[]?> ReadSignatureAsync(string sums, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Folder, Signature);
        if (File.Exists(file))
        {
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }

        if (_signed is { } signed && signed.Sums == sums)
        {
            return signed.Signature;
        }

        if (!signer.IsOpen)
        {
            return null;
        }

        var made = await signer.SignChecksumsAsync(Encoding.UTF8.GetBytes(sums), cancellationToken);
        _signed = (sums, made);
        return made;
    }

    // What sha256sum writes, for names of one folder.
    [GeneratedRegex(@"^([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._+~-]*)$")]
    private static partial Regex SumLine();
}
