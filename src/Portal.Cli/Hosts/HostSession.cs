using System.CommandLine;
using Portal.Cli.Shell;

namespace Portal.Cli.Hosts;

/// <summary>What each command of a host begins with.</summary>
internal sealed class HostSession : IDisposable
{
    private readonly HttpClient _http;

    private HostSession(Host host, HostFolder folder, HostSettings settings, string? from)
    {
        Folder = folder;
        Settings = settings;
        _http = NewClient(host);
        Mirrors = [.. (from is null ? settings.Mirrors : [from]).Select(m => Mirror.Of(m, _http))];
        Images = new ImageFolder(settings.Images, settings.Product);
        Reader = new ChannelReader(folder, settings, Mirrors, host.Time);
    }

    public HostFolder Folder { get; }

    public HostSettings Settings { get; }

    public IReadOnlyList<Mirror> Mirrors { get; }

    public ImageFolder Images { get; }

    public ChannelReader Reader { get; }

    public static Option<string?> StateOption() =>
        new("--state")
        {
            Description =
                $"Folder of what this host knows (default: $GTP_HOST, else {HostFolder.Default})",
            HelpName = "DIR",
        };

    public static HostFolder FolderOf(Invocation invocation, Option<string?> state) =>
        new(invocation.Get(state) ?? invocation.Host.Variable("GTP_HOST") ?? HostFolder.Default);

    /// <param name="from">A tree in place of the mirrors, as one that was carried here; null: the mirrors.</param>
    public static HostSession Open(
        Invocation invocation,
        Option<string?> state,
        string? from = null
    )
    {
        var folder = FolderOf(invocation, state);
        return new HostSession(invocation.Host, folder, folder.Read(), from);
    }

    /// <summary>Proxy and CA are the environment's: HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE.</summary>
    public static HttpClient NewClient(Host host) =>
        new(host.Network ?? new SocketsHttpHandler(), disposeHandler: host.Network is null)
        {
            // Until an answer begins; what comes after has patience of its own.
            Timeout = TimeSpan.FromSeconds(60),
        };

    public void Dispose() => _http.Dispose();
}
