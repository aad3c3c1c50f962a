using Portal.Packaging.Mirrors;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Cli.Hosts;

/// <summary>
/// A tree of plain files that hosts are served from, at the portal or a mirror of it: <c>tuf/</c> and <c>download/</c>.
/// Nothing that it hands over is believed.
/// </summary>
internal abstract class Mirror(string address)
{
    /// <summary>As it was given.</summary>
    public string Address => address;

    public abstract IFetcher Metadata { get; }

    public abstract IFetcher Targets { get; }

    /// <summary>Opens a file at a place in it.</summary>
    /// <param name="path">Below the address, such as <c>tuf/targets/stable/...</c>.</param>
    /// <param name="from">First byte.</param>
    /// <param name="length">How many bytes at most; null: to the end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is no such file.</returns>
    /// <exception cref="TufException"><see cref="TufFault.Unavailable"/>: it cannot be reached.</exception>
    /// <exception cref="NotSupportedException">It serves files whole only.</exception>
    public abstract Task<Stream?> OpenAsync(
        string path,
        long from,
        long? length,
        CancellationToken cancellationToken
    );

    /// <summary>By HTTP, or from a folder or a bundle such as on a medium that was carried here.</summary>
    /// <param name="address">A URL, or a path.</param>
    /// <param name="http">Whose it is decides on proxy and CA.</param>
    public static Mirror Of(string address, HttpClient http) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new HttpMirror(address, url, http)
        : File.Exists(address) ? new BundleMirror(address)
        : new FolderMirror(address);

    private sealed class HttpMirror(string address, Uri url, HttpClient http) : Mirror(address)
    {
        private readonly MirrorServer _server = new(url, http);

        public override IFetcher Metadata => _server.Metadata;

        public override IFetcher Targets => _server.Targets;

        public override Task<Stream?> OpenAsync(
            string path,
            long from,
            long? length,
            CancellationToken cancellationToken
        ) => _server.OpenAsync(path, from, length, cancellationToken);
    }

    private sealed class FolderMirror(string address) : Mirror(address)
    {
        public override IFetcher Metadata =>
            new FolderFetcher(Path.Combine(Address, "tuf/metadata"));

        public override IFetcher Targets => new FolderFetcher(Path.Combine(Address, "tuf/targets"));

        public override async Task<Stream?> OpenAsync(
            string path,
            long from,
            long? length,
            CancellationToken cancellationToken
        )
        {
            var file = await new FolderFetcher(Address).OpenAsync(path, cancellationToken);
            return file is null
                ? null
                : new FilePart(
                    file,
                    from,
                    Math.Clamp(file.Length - from, 0, length ?? long.MaxValue)
                );
        }
    }
}
