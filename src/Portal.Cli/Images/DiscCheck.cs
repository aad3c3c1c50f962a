using System.Security.Cryptography;
using System.Text;
using Portal.Cli.Shell;
using Portal.Iso9660;
using Portal.Packaging.Locks;
using Portal.Protocol;
using Portal.Protocol.Client;
using Portal.Protocol.Releases;
using Portal.Trust.Keys;

namespace Portal.Cli.Images;

/// <summary>Checks a disc from the inside, as a guest does before it installs anything.</summary>
/// <param name="reader">The disc.</param>
internal sealed class DiscCheck(IsoReader reader)
{
    private const string Folder = "guest-tools/";
    private const string SumsPath = Folder + "SHA256SUMS";
    private const string SignaturePath = SumsPath + ".sig";

    /// <summary>Sums and keys are small; an image that says otherwise is none of ours.</summary>
    private const long MaximumSmallFile = 64 << 20;

    /// <summary>The lock on the disc; null when there is none.</summary>
    public byte[]? Lock => Read(Folder + ReleaseLockFile);

    /// <summary>The signature of the contents; null when there is none.</summary>
    public byte[]? Signature => Read(SignaturePath);

    private static string ReleaseLockFile => LockFile.FileName;

    /// <summary>Checks signature and sums, and notes the outcomes.</summary>
    public async Task RunAsync(
        Checklist checks,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var sums = Read(SumsPath);
        if (sums is null || SumsFile.TryParse(sums) is not { } list)
        {
            checks.Add(
                "contents-signature",
                false,
                $"The disc has no list of checksums at {SumsPath}."
            );
            return;
        }

        CheckSignature(checks, sums);
        await CheckFilesAsync(checks, list, progress, cancellationToken);
    }

    private void CheckSignature(Checklist checks, byte[] sums)
    {
        var key = Read(Folder + "disc-key.pem") is { } bytes
            ? Encoding.UTF8.GetString(bytes)
            : null;
        var signature = Signature;
        if (key is null || signature is null)
        {
            checks.Add(
                "contents-signature",
                false,
                $"The disc is unsigned: it has no {(key is null ? Folder + "disc-key.pem" : SignaturePath)}."
            );
            return;
        }

        checks.Add(
            "contents-signature",
            DiscKey.Verify(key, sums, signature),
            $"Signature of the contents by the disc's key {DiscKey.IdOf(key) ?? "(unusable)"}"
        );
        checks.Add(
            "disc-key",
            Lock is { } bytesOfLock && LockReader.Read(bytesOfLock).Release?.DiscKey == key,
            "The disc's key is the one in its lock"
        );
    }

    private async Task CheckFilesAsync(
        Checklist checks,
        SumsFile sums,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var files = reader
            .Entries.Where(entry => entry.Kind == IsoEntryKind.File)
            .ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        var total = files.Values.Sum(file => file.Length);
        var faults = new List<string>();
        long done = 0;
        foreach (var (path, expected) in sums.Sums)
        {
            if (!files.TryGetValue(path, out var entry))
            {
                faults.Add($"{path} is missing");
                continue;
            }

            await using var file = reader.OpenFile(entry);
            if (Digest.FromHash(await SHA256.HashDataAsync(file, cancellationToken)) != expected)
            {
                faults.Add($"{path} was altered");
            }

            done += entry.Length;
            progress?.Report(new TransferProgress(done, total));
        }

        faults.AddRange(
            files
                .Keys.Where(path =>
                    path is not (SumsPath or SignaturePath) && !sums.Sums.ContainsKey(path)
                )
                .Order(StringComparer.Ordinal)
                .Select(path => $"{path} is in no list")
        );
        checks.Add(
            "contents",
            faults.Count == 0,
            faults.Count == 0
                ? $"{Texts.Count(sums.Sums.Count, "file")} on the disc, each with its sum and none besides"
                : $"{Texts.Count(faults.Count, "fault")} on the disc: {string.Join("; ", faults.Take(10))}"
        );
    }

    private byte[]? Read(string path)
    {
        var entry = reader.Entries.FirstOrDefault(entry => entry.Path == path);
        if (entry is not { Kind: IsoEntryKind.File, Length: <= MaximumSmallFile })
        {
            return null;
        }

        using var file = reader.OpenFile(entry);
        var bytes = new byte[entry.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
