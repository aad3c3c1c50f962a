using System.Text;
using Portal.Blobs;
using Portal.Packaging.Contents;
using Portal.Packaging.Manifests;
using Portal.Protocol;

namespace Portal.Components;

/// <summary>Reads what component versions hold: their content list is the blob that their identity names.</summary>
public sealed class ContentLists(BlobStore store)
{
    /// <exception cref="FileNotFoundException">The store does not hold it.</exception>
    /// <exception cref="InvalidDataException">The blob is damaged.</exception>
    public async Task<ContentList> ReadAsync(Digest content, CancellationToken cancellationToken)
    {
        var bytes = await store.ReadAsync(content, cancellationToken);
        if (Digest.Of(bytes) != content)
        {
            throw new InvalidDataException($"Blob {content} is damaged: it has another digest.");
        }

        return ContentList.Parse(bytes);
    }

    /// <summary>The manifest that is one of the files.</summary>
    /// <exception cref="InvalidDataException">It cannot be read, which no published version allows.</exception>
    public async Task<ComponentManifest> ReadManifestAsync(
        ContentList contents,
        CancellationToken cancellationToken
    )
    {
        var bytes = await ReadManifestBytesAsync(contents, cancellationToken);
        var result = ManifestReader.Read(bytes);
        return result.Manifest
            ?? throw new InvalidDataException(
                $"The manifest of {contents.Identity} is not valid: {result.Findings[0]}"
            );
    }

    /// <summary>The manifest as it was uploaded: UTF-8, as no other is published.</summary>
    /// <exception cref="InvalidDataException">There is none, which no published version allows.</exception>
    public async Task<string> ReadManifestTextAsync(
        ContentList contents,
        CancellationToken cancellationToken
    ) => Encoding.UTF8.GetString(await ReadManifestBytesAsync(contents, cancellationToken));

    private async Task<byte[]> ReadManifestBytesAsync(
        ContentList contents,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(contents);
        var entry =
            contents.Find(ComponentManifest.FileName)
            ?? throw new InvalidDataException($"{contents.Identity} holds no manifest.");
        return await store.ReadAsync(entry.Sha256, cancellationToken);
    }
}
