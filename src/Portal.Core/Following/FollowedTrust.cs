using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Trust.Tuf.Client;

namespace Portal.Following;

/// <summary>
/// What a followed product trusts, as the client of update repositories keeps it: a folder, for one check. It is filled from
/// the database and goes back there before anything is done with what was found, so that no node, no kill and no restored
/// data folder brings versions back.
/// </summary>
internal sealed class FollowedTrust : IDisposable
{
    private const string Pattern = "*.json";

    private readonly string _folder;
    private readonly Guid _product;

    private FollowedTrust(string folder, Guid product)
    {
        (_folder, _product) = (folder, product);
        Store = new TrustStore(folder);
    }

    public TrustStore Store { get; }

    public static async Task<FollowedTrust> OpenAsync(
        PortalDb db,
        DataFolder data,
        Guid product,
        CancellationToken cancellationToken
    )
    {
        // What a killed check left goes first.
        var folder = Path.Combine(data.Path, "following", product.ToString("N"));
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var trust = new FollowedTrust(folder, product);
        foreach (
            var file in await db.FollowedMetadata()
                .Where(m => m.ProductId == product)
                .ToListAsync(cancellationToken)
        )
        {
            await File.WriteAllBytesAsync(
                Path.Combine(folder, file.Name),
                file.Bytes,
                cancellationToken
            );
        }

        return trust;
    }

    /// <summary>Tracks what changed; the caller saves it together with the state, whose token lets one node through.</summary>
    public async Task TrackAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var rows = await db.Set<FollowedMetadata>()
            .Where(m => m.ProductId == _product)
            .ToDictionaryAsync(m => m.Name, cancellationToken);
        foreach (var file in Directory.EnumerateFiles(_folder, Pattern))
        {
            var (name, bytes) = (
                Path.GetFileName(file),
                await File.ReadAllBytesAsync(file, cancellationToken)
            );
            if (!rows.Remove(name, out var row))
            {
                db.Add(
                    new FollowedMetadata
                    {
                        ProductId = _product,
                        Name = name,
                        Bytes = bytes,
                    }
                );
            }
            else if (!row.Bytes.AsSpan().SequenceEqual(bytes))
            {
                row.Bytes = bytes;
            }
        }

        // Timestamp and snapshot go when a root has replaced their keys.
        db.RemoveRange(rows.Values);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
