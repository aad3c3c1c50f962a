using System.Security.Cryptography;
using Portal.Iso9660.Writing;

namespace Portal.Iso9660;

/// <summary>
/// Writes images in one forward pass: the destination is never seeked, so it may be a pipe or a hash. Two buffers of
/// 1 MiB are all the memory it takes besides the head.
/// </summary>
public static class IsoWriter
{
    /// <inheritdoc cref="WriteAsync(IsoImageParts, IContentSource, Stream, IProgress{long}?, CancellationToken)"/>
    public static Task WriteAsync(
        IsoLayout layout,
        IContentSource source,
        Stream destination,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(layout);
        return WriteAsync(layout.Parts, source, destination, progress, cancellationToken);
    }

    /// <summary>Writes the whole image.</summary>
    /// <param name="parts">From <see cref="IsoLayout.Parts"/>, or as they were stored.</param>
    /// <param name="source">Every content must have exactly its declared length.</param>
    /// <param name="destination">Written at its current position; neither flushed nor closed.</param>
    /// <param name="progress">Gets the bytes written so far, about once a MiB.</param>
    /// <param name="cancellationToken">Ends the writing, leaving a partial image.</param>
    /// <exception cref="IsoException"><c>iso.content.length</c>: a content is shorter or longer than declared.</exception>
    public static Task WriteAsync(
        IsoImageParts parts,
        IContentSource source,
        Stream destination,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    ) =>
        RunAsync(
            parts,
            source,
            destination,
            null,
            new IsoWriteOptions { Progress = progress },
            cancellationToken
        );

    /// <summary>Writes the whole image and gives its SHA-256, which is taken of the bytes on their way.</summary>
    /// <param name="parts">From <see cref="IsoLayout.Parts"/>, or as they were stored.</param>
    /// <param name="source">Every content must have exactly its declared length.</param>
    /// <param name="destination">Written at its current position; neither flushed nor closed.</param>
    /// <param name="options">Whether contents are checked, and who hears of the progress.</param>
    /// <param name="cancellationToken">Ends the writing, leaving a partial image.</param>
    /// <exception cref="IsoException">
    /// <c>iso.content.length</c>: a content is shorter or longer than declared. <c>iso.content.digest</c>: one whose check
    /// was asked for is not what its id says.
    /// </exception>
    public static async Task<IsoWritten> WriteHashedAsync(
        IsoImageParts parts,
        IContentSource source,
        Stream destination,
        IsoWriteOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await RunAsync(
                parts,
                source,
                destination,
                hash,
                options ?? new IsoWriteOptions(),
                cancellationToken
            )
            .ConfigureAwait(false);
        return new IsoWritten(parts.Length, hash.GetHashAndReset());
    }

    private static async Task RunAsync(
        IsoImageParts parts,
        IContentSource source,
        Stream destination,
        IncrementalHash? hash,
        IsoWriteOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        var output = new ImageOutput(destination, hash, options.Progress, cancellationToken);
        using var contents = new ContentCopier(source, output, options.CheckContents);
        try
        {
            await output.AddAsync(parts.Head).ConfigureAwait(false);
            foreach (var extent in parts.Extents)
            {
                await output.AddZerosAsync(extent.Offset).ConfigureAwait(false);
                await contents.CopyAsync(extent, cancellationToken).ConfigureAwait(false);
            }

            await output.AddZerosAsync(parts.TailOffset).ConfigureAwait(false);
            await output.AddAsync(parts.Tail).ConfigureAwait(false);
            await output.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            await output.ReturnAsync().ConfigureAwait(false);
        }
    }
}
