using Portal.Cli.Shell;
using Portal.Iso9660;
using Portal.Protocol;
using Portal.Protocol.Client;
using Portal.Protocol.Releases;

namespace Portal.Cli.Images;

/// <summary>Checks an ISO on this machine by the files beside it and by what is in it.</summary>
internal static class FileVerification
{
    /// <returns>The lock and the contents signature on the disc, for a rebuild; null when it could not be read.</returns>
    public static async Task<DiscCheck?> RunAsync(
        Screen screen,
        string path,
        Stream image,
        TrustedKeys keys,
        Checklist checks,
        CancellationToken cancellationToken
    )
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var sums = await CheckSumsAsync(folder, keys, checks, cancellationToken);
        var signature = Path.GetFileName(path) + ".asc";
        var signed = await CheckImageAsync(
            screen,
            await BesideAsync(folder, signature, cancellationToken),
            image,
            keys,
            checks,
            cancellationToken
        );
        var listed = CheckDigest(Path.GetFileName(path), sums, checks);
        if (!signed && listed)
        {
            // Only signed sums are listed, so the image is vouched for all the same.
            checks.Note(
                $"{signature} is not beside it: the image is covered by {ReleaseFiles.SumsSignature}"
            );
        }
        else if (!signed)
        {
            checks.Add(
                "image-signature",
                false,
                $"{signature} is not beside it. Download it from the same place."
            );
        }

        return await CheckDiscAsync(screen, image, checks, cancellationToken);
    }

    /// <summary>Whether the image's digest is in a list that the portal signed.</summary>
    public static bool CheckDigest(string name, SumsFile? sums, Checklist checks)
    {
        var digest = checks.ImageDigest;
        // A file that was renamed is still the image whose sum was signed.
        var listed =
            sums?.Sums.TryGetValue(name, out var sum) == true
                ? (Name: name, Digest: sum)
                : sums?.Sums.Where(line => line.Value == digest)
                    .Select(line => (Name: line.Key, Digest: line.Value))
                    .FirstOrDefault()
                    ?? default;
        return checks.Add(
            "image-digest",
            listed.Name is not null && listed.Digest == digest,
            listed.Name is null ? $"{name} (sha256 {digest}) is not in {ReleaseFiles.Sums}"
                : listed.Digest == digest
                    ? $"sha256 {digest}, as {ReleaseFiles.Sums} says of {listed.Name}"
                : $"{name} has sha256 {digest}, and {ReleaseFiles.Sums} says {listed.Digest}"
        );
    }

    private static async Task<SumsFile?> CheckSumsAsync(
        string folder,
        TrustedKeys keys,
        Checklist checks,
        CancellationToken cancellationToken
    )
    {
        var sums = await BesideAsync(folder, ReleaseFiles.Sums, cancellationToken);
        var signature = await BesideAsync(folder, ReleaseFiles.SumsSignature, cancellationToken);
        if (sums is null || signature is null)
        {
            checks.Add(
                "sums-signature",
                false,
                $"{(sums is null ? ReleaseFiles.Sums : ReleaseFiles.SumsSignature)} is not beside the image. Download it from the same place."
            );
            return null;
        }

        using var data = new MemoryStream(sums, writable: false);
        var good = await keys.CheckAsync(
            checks,
            "sums-signature",
            $"Signature of {ReleaseFiles.Sums}",
            signature,
            data,
            cancellationToken
        );
        // What nobody vouches for says nothing about the image.
        return good ? SumsFile.TryParse(sums) : null;
    }

    /// <returns>False when there is no signature to check.</returns>
    private static async Task<bool> CheckImageAsync(
        Screen screen,
        byte[]? signature,
        Stream image,
        TrustedKeys keys,
        Checklist checks,
        CancellationToken cancellationToken
    )
    {
        await ProgressView.RunAsync(
            screen,
            "Reading the image",
            async progress =>
            {
                await using var hashed = new HashingStream(
                    image,
                    done => progress?.Report(new TransferProgress(done, image.Length))
                );
                if (signature is not null)
                {
                    await SignatureOfImageAsync(keys, checks, signature, hashed, cancellationToken);
                }

                checks.ImageDigest = await hashed.FinishAsync(cancellationToken);
            }
        );
        return signature is not null;
    }

    /// <summary>Checks the image's own signature while it is being hashed.</summary>
    public static Task SignatureOfImageAsync(
        TrustedKeys keys,
        Checklist checks,
        byte[] signature,
        HashingStream image,
        CancellationToken cancellationToken
    ) =>
        keys.CheckAsync(
            checks,
            "image-signature",
            "Signature of the image",
            signature,
            image,
            cancellationToken
        );

    private static async Task<DiscCheck?> CheckDiscAsync(
        Screen screen,
        Stream image,
        Checklist checks,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var findings = IsoVerifier.Verify(image);
            checks.Add(
                "structure",
                findings.Count == 0,
                findings.Count == 0
                    ? "ISO 9660 with Joliet and Rock Ridge, as the standards have it"
                    : $"{Texts.Count(findings.Count, "fault")} in the structure, the first: {findings[0]}"
            );
            var disc = new DiscCheck(IsoReader.Open(image));
            await ProgressView.RunAsync(
                screen,
                "Checking the files",
                progress => disc.RunAsync(checks, progress, cancellationToken)
            );
            return disc;
        }
        catch (IsoFormatException e)
        {
            checks.Add("structure", false, $"This is not an image that can be read: {e.Message}");
            return null;
        }
    }

    private static async Task<byte[]?> BesideAsync(
        string folder,
        string name,
        CancellationToken cancellationToken
    )
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellationToken) : null;
    }
}
