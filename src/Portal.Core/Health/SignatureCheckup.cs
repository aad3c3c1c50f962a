using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Blobs;
using Portal.Data;
using Portal.Images;
using Portal.Protocol.Releases;
using Portal.Releases;
using Portal.Signing;
using Portal.Trust.Keys;
using Portal.Trust.OpenPgp;

namespace Portal.Health;

/// <summary>
/// Whether the keys are those that the rows mean: what waits to be signed needs its disc key here, and what was signed is
/// checked by a key that is published.
/// </summary>
internal sealed class SignatureCheckup(
    IDbContextFactory<PortalDb> databases,
    BlobStore blobs,
    LockedContents locked,
    DataFolder data,
    IOptions<SigningOptions> options
) : ICheckup
{
    /// <summary>How many of the newest are looked at, unless deep.</summary>
    private const int Newest = 20;

    public string Name => "signatures";

    public bool NeedsDatabase => true;

    private string Root =>
        options.Value.KeysPath.Length == 0 ? data.Keys : Path.GetFullPath(options.Value.KeysPath);

    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var findings = new List<HealthFinding>();
        await LookAtDiscKeysAsync(db, findings, cancellationToken);
        var count = await LookAtSignaturesAsync(db, deep, findings, cancellationToken);
        if (findings.Count == 0)
        {
            findings.Add(
                HealthFinding.Ok(
                    Name,
                    $"What waits finds its keys, and the newest images ({count} looked at) are signed by published ones."
                )
            );
        }

        return findings;
    }

    private async Task LookAtDiscKeysAsync(
        PortalDb db,
        List<HealthFinding> findings,
        CancellationToken cancellationToken
    )
    {
        string[] final =
        [
            ReleaseStates.Ready,
            ReleaseStates.Withdrawn,
            ReleaseStates.Removed,
            ReleaseStates.Failed,
        ];
        var waiting = await db.Releases()
            .Where(r => !final.Contains(r.State))
            .ToListAsync(cancellationToken);
        foreach (var release in waiting)
        {
            var name = $"{release.Product} {release.Version}";
            try
            {
                var frozen = await locked.ReadLockAsync(release.Lock, cancellationToken);
                var id = DiscKey.IdOf(frozen.DiscKey);
                if (id is null || !File.Exists(Path.Combine(Root, "disc", id + ".pem")))
                {
                    findings.Add(
                        HealthFinding.Error(
                            $"{Name}.disc",
                            $"Release {name} waits for the disc key {id}, which is not here.",
                            "Restore the keys from their backup, or make the release again under another version."
                        )
                    );
                }
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                findings.Add(
                    HealthFinding.Error(
                        $"{Name}.lock",
                        $"The lock of release {name} cannot be read: {e.Message}",
                        "Take it from a backup."
                    )
                );
            }
        }
    }

    private async Task<int> LookAtSignaturesAsync(
        PortalDb db,
        bool deep,
        List<HealthFinding> findings,
        CancellationToken cancellationToken
    )
    {
        var signed = await db.Releases()
            .Where(r => r.State == ReleaseStates.Ready)
            .OrderByDescending(r => r.ReadyAt)
            .Join(
                db.Images(),
                r => r.Id,
                i => i.ReleaseId,
                (Release, Image) => new { Release, Image }
            )
            .Where(s => s.Image.IsAssembled)
            .Take(deep ? int.MaxValue : Newest)
            .ToListAsync(cancellationToken);
        if (signed.Count == 0)
        {
            return 0;
        }

        string? keys;
        try
        {
            keys = (
                await GpgInspection.RunAsync(Path.Combine(Root, "openpgp"), cancellationToken)
            ).PublicKeys;
        }
        catch (Exception e) when (e is GpgException or KeyFolderException)
        {
            // Told by the checkup of the keys themselves.
            return 0;
        }

        foreach (var item in signed)
        {
            var name = $"{item.Release.Product} {item.Release.Version}";
            if (
                blobs.Contains(item.Image.Checksums!.Value)
                && blobs.Contains(item.Image.ChecksumsSignature!.Value)
                && await ProblemAsync(item.Image, keys, cancellationToken) is { } problem
            )
            {
                findings.Add(
                    HealthFinding.Error(
                        $"{Name}.openpgp",
                        $"Nobody can check SHA256SUMS of {name} by /keys/openpgp.asc: {problem}",
                        "Restore the OpenPGP keys from their backup, older ones too."
                    )
                );
            }
        }

        return signed.Count;
    }

    private async Task<string?> ProblemAsync(
        Image image,
        string? keys,
        CancellationToken cancellationToken
    )
    {
        if (keys is null)
        {
            return "there is no key.";
        }

        try
        {
            var signature = await blobs.ReadAsync(
                image.ChecksumsSignature!.Value,
                cancellationToken
            );
            await using var sums = blobs.OpenStream(image.Checksums!.Value);
            var checkedBy = await new GpgVerifier().VerifyAsync(
                keys,
                signature,
                sums,
                cancellationToken
            );
            return checkedBy.IsGood ? null : $"{checkedBy.Verdict} {checkedBy.Fingerprint}.";
        }
        catch (GpgException e)
        {
            return e.Message.ReplaceLineEndings(" ");
        }
    }
}
