namespace Portal.Iso9660;

/// <summary>Gives the bytes of the contents that an image refers to.</summary>
public interface IContentSource
{
    /// <summary>
    /// Opens a content at its first byte; the caller disposes the stream. Called once for each extent, in the order of
    /// their offsets.
    /// </summary>
    ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken);
}
