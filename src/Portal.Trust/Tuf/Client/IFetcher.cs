using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>Where bytes come from. Nothing that it hands over is believed, counted on to end, or on to arrive.</summary>
public interface IFetcher
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">Relative, with <c>/</c>, percent-encoded nowhere but in names of roles, which are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The bytes; null when there is no such file (HTTP 404 or 403).</returns>
    /// <exception cref="TufException"><see cref="TufFault.Unavailable"/>: whether there is one cannot be told.</exception>
    Task<Stream?> OpenAsync(string path, CancellationToken cancellationToken);
}
