using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Blobs;
using Portal.Data;
using Portal.Protocol;

namespace Portal.Health;

/// <summary>Whether every file that a row needs is there, and deep: whether it is what its name says.</summary>
internal sealed class BlobCheckup(
    IDbContextFactory<PortalDb> databases,
    BlobStore store,
    IEnumerable<IBlobReferences> references
) : ICheckup
{
    /// <summary>Each is a finding; beyond that they are counted.</summary>
    private const int Shown = 20;

    private const string Advice =
        "Take it from a backup: blobs/sha256/AB/HEX there, to the same place here, owned by the portal's user.";

    public string Name => "blobs";

    public bool NeedsDatabase => true;

    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        var needed = new HashSet<Digest>();
        var problems = new List<HealthFinding>();
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            foreach (var source in references)
            {
                await CollectAsync(source, db, needed, problems, cancellationToken);
            }
        }

        foreach (var digest in needed.Where(d => !store.Contains(d)).Order())
        {
            problems.Add(
                HealthFinding.Error($"{Name}.missing", $"The blob {digest} is missing.", Advice)
            );
        }

        if (deep)
        {
            await HashAllAsync(needed, problems, cancellationToken);
        }

        if (problems.Count == 0)
        {
            return
            [
                HealthFinding.Ok(
                    Name,
                    $"All {needed.Count} files that the database needs are there{(deep ? ", with the digests of their names" : "")}."
                ),
            ];
        }

        return problems.Count <= Shown
            ? problems
            :
            [
                .. problems.Take(Shown),
                HealthFinding.Error(
                    Name,
                    $"{problems.Count - Shown} more files are missing or damaged.",
                    "Consider a restore of the newest backup."
                ),
            ];
    }

    private async Task CollectAsync(
        IBlobReferences source,
        PortalDb db,
        HashSet<Digest> needed,
        List<HealthFinding> problems,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await foreach (var digest in source.ReferencedAsync(db, cancellationToken))
            {
                needed.Add(digest);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            // A list that names other files; what stands behind it cannot be told before it is back.
            problems.Add(
                HealthFinding.Error(
                    $"{Name}.list",
                    $"A list of files cannot be read: {e.Message.ReplaceLineEndings(" ")}",
                    Advice + " Then run the doctor again, which cannot see behind it now."
                )
            );
        }
    }

    private async Task HashAllAsync(
        HashSet<Digest> needed,
        List<HealthFinding> problems,
        CancellationToken cancellationToken
    )
    {
        foreach (var digest in store.All())
        {
            await using var stream = store.OpenStream(digest);
            var actual = Digest.FromHash(await SHA256.HashDataAsync(stream, cancellationToken));
            if (actual != digest)
            {
                problems.Add(
                    needed.Contains(digest)
                        ? HealthFinding.Error(
                            $"{Name}.damaged",
                            $"The blob {digest} is damaged: its bytes have another digest.",
                            Advice
                        )
                        : HealthFinding.Warning(
                            $"{Name}.damaged",
                            $"The blob {digest}, which nothing needs, is damaged.",
                            "Delete it; the next collection would too."
                        )
                );
            }
        }
    }
}
