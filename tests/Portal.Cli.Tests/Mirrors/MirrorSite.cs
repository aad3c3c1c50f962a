using Portal.Cli.Tests.Hosts;
using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Mirrors;

/// <summary>A portal's tree behind a server, a mirror of it, and a host that knows the mirror alone.</summary>
internal sealed class MirrorSite : IDisposable
{
    private const string Portal = "https://tools.example";

    public MirrorSite()
    {
        Channel = new PublishedChannel(Clock);
        Server = new MirrorHandler(Channel.Tree);
        Gtp = new GtpRun { Time = Clock, Network = Server };
        Gtp.Environment["GTP_HOST"] = Path.Combine(Gtp.Folder, "host");
    }

    public MovedTime Clock { get; } = new();

    public PublishedChannel Channel { get; }

    public MirrorHandler Server { get; }

    public GtpRun Gtp { get; }

    /// <summary>The mirror's folder.</summary>
    public string Tree => Path.Combine(Gtp.Folder, "mirror");

    public string Link => Path.Combine(Gtp.Folder, "images/guest-tools.iso");

    public string Here(string path) => Path.Combine(Tree, path);

    public Task<GtpAnswer> SyncAsync(params string[] more) =>
        Gtp.RunAsync([
            "mirror",
            "sync",
            Tree,
            "--mirror",
            Portal,
            "--product",
            "guest-tools",
            "--root",
            Channel.Root,
            "--json",
            .. more,
        ]);

    public async Task<GtpAnswer> SyncedAsync(params string[] more)
    {
        var answer = await SyncAsync(more);
        Assert.True(answer.ExitCode == 0, answer.Out + answer.Error);
        return answer;
    }

    /// <summary>A host that follows the channel by the mirror's files alone.</summary>
    public async Task InitHostAsync()
    {
        var answer = await Gtp.RunAsync(
            "host",
            "init",
            "guest-tools",
            "stable",
            "--mirror",
            Tree,
            "--root",
            Channel.Root,
            "--images",
            Path.GetDirectoryName(Link)!
        );
        Assert.True(answer.ExitCode == 0, answer.Error);
    }

    public async Task<GtpAnswer> HostAsync(params string[] arguments)
    {
        var answer = await Gtp.RunAsync(["host", .. arguments, "--json"]);
        Assert.True(answer.ExitCode == 0, answer.Out + answer.Error);
        return answer;
    }

    /// <summary>Every file that is served, with when it was written.</summary>
    public static Dictionary<string, DateTime> Served(string tree) =>
        Directory
            .EnumerateFiles(tree, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(tree, file))
            .Where(path => path[0] != '.')
            .ToDictionary(path => path, path => File.GetLastWriteTimeUtc(Path.Combine(tree, path)));

    public void Dispose()
    {
        Gtp.Dispose();
        Server.Dispose();
        Channel.Dispose();
    }
}
