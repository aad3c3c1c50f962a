using Portal.Blobs;
using Portal.Packaging.Contents;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Protocol;

namespace Portal.Releases;

/// <summary>Reads what a lock names: its own bytes, and of each component the content list and the manifest.</summary>
public sealed class LockedContents(BlobStore blobs)
{
    /// <exception cref="InvalidDataException">The blob is not the lock that was kept.</exception>
    /// <exception cref="FileNotFoundException">The store has lost it.</exception>
    public async Task<ReleaseLock> ReadLockAsync(Digest digest, CancellationToken cancellationToken)
    {
        var bytes = await ReadCheckedAsync(digest, cancellationToken);
        var read = LockReader.Read(bytes);
        return read.Release
            ?? throw new InvalidDataException(
                $"The lock {digest} is damaged: {string.Join("; ", read.Findings)}"
            );
    }

    /// <summary>The components in the lock's order.</summary>
    /// <exception cref="InvalidDataException">A blob is not what was kept.</exception>
    /// <exception cref="FileNotFoundException">The store has lost one.</exception>
    public async Task<IReadOnlyList<DiscComponent>> ReadComponentsAsync(
        ReleaseLock release,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(release);
        var components = new List<DiscComponent>(release.Components.Count);
        foreach (var locked in release.Components)
        {
            components.Add(await ReadComponentAsync(locked.Digest, cancellationToken));
        }

        return components;
    }

    /// <summary>One component version by its content digest.</summary>
    public async Task<DiscComponent> ReadComponentAsync(
        Digest content,
        CancellationToken cancellationToken
    )
    {
        var list = ContentList.Parse(await ReadCheckedAsync(content, cancellationToken));
        var entry =
            list.Find(ComponentManifest.FileName)
            ?? throw new InvalidDataException(
                $"The content list {content} has no {ComponentManifest.FileName}."
            );
        var manifest = ManifestReader.Read(await ReadCheckedAsync(entry.Sha256, cancellationToken));
        return new(
            manifest.Manifest
                ?? throw new InvalidDataException(
                    $"The manifest of {content} is no longer understood: {string.Join("; ", manifest.Findings)}"
                ),
            list
        );
    }

    private async Task<byte[]> ReadCheckedAsync(Digest digest, CancellationToken cancellationToken)
    {
        var bytes = await blobs.ReadAsync(digest, cancellationToken);
        return Digest.Of(bytes) == digest
            ? bytes
            : throw new InvalidDataException(
                $"The blob {digest} is damaged: its bytes have another digest."
            );
    }
}
