using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Channels;
using Portal.Data;
using Portal.Jobs;
using Portal.Protocol;
using Portal.Protocol.Rollouts;
using Portal.Testing;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Updates;

/// <summary>Core with channels, its update repository in a folder, and a client that follows it.</summary>
internal sealed class UpdateSite : IAsyncDisposable
{
    private readonly TestFolder _client = new();

    private UpdateSite(ChannelShelf shelf) => Shelf = shelf;

    public ChannelShelf Shelf { get; }

    public TestClock Clock => Shelf.Core.Clock;

    public UpdateTree Tree => Shelf.Core.Get<UpdateTree>();

    public UpdateService Updates => Shelf.Core.Get<UpdateService>();

    public IWorkSource Publication =>
        Shelf.Core.Get<IEnumerable<IWorkSource>>().Single(s => s.Kind == "publish-updates");

    public string Keys => Path.Combine(Shelf.Core.Get<DataFolder>().Keys, "tuf");

    public static async Task<UpdateSite> StartAsync(
        DatabaseProvider provider,
        params (string Name, string Value)[] settings
    ) =>
        new(
            await ChannelShelf.StartAsync(provider, [("Updates:RefreshInterval", "0"), .. settings])
        );

    /// <summary>Runs the job while it is due; gives how often it was.</summary>
    public async Task<int> PublishAsync()
    {
        var runs = 0;
        for (; (await Publication.DueAsync(default)).Count > 0; runs++)
        {
            Assert.True(runs < 5, "It is due for ever.");
            await Publication.RunAsync(UpdateState.TheId, default);
        }

        var state = await Updates.StateAsync(default);
        Assert.Null(state!.Error);
        return runs;
    }

    public RoleStatus Role(string name) => Tree.LookAgain().Single(r => r.Role == name);

    /// <summary>What the one client knows, which begins with the first root and remembers.</summary>
    public async Task<byte[]?> FetchAsync(string path)
    {
        var store = new TrustStore(_client["trust"]);
        var metadata = new FolderFetcher(Path.Combine(Tree.Folder, "metadata"));
        if (!File.Exists(Path.Combine(_client["trust"], "root.json")))
        {
            await TrustBootstrap.RunAsync(
                store,
                TrustAnchor.OfFile(
                    await File.ReadAllBytesAsync(
                        Path.Combine(Tree.Folder, "metadata", "1.root.json")
                    )
                ),
                metadata,
                Clock,
                new UpdaterLimits(),
                default
            );
        }

        using var updater = new Updater(store, metadata, Clock);
        if (await updater.FindAsync(path, default) is not { } target)
        {
            return null;
        }

        var file = _client[$"download-{Guid.NewGuid():n}"];
        await updater.DownloadAsync(
            target,
            new FolderFetcher(Path.Combine(Tree.Folder, "targets")),
            file,
            default
        );
        return await File.ReadAllBytesAsync(file);
    }

    /// <summary>A client that trusts the first root and remembers nothing else.</summary>
    public void ForgetClient() => Directory.Delete(_client["trust"], recursive: true);

    public async Task<ChannelPointer?> PointerAsync(string channel = "stable") =>
        await FetchAsync($"{channel}/tools/channel.json") is { } file
            ? JsonSerializer.Deserialize(file, ProtocolJson.Default.ChannelPointer)
            : null;

    public async Task<Rollout?> RolloutAsync(string channel = "stable") =>
        await FetchAsync($"rollout/{channel}/tools.json") is { } file
            ? JsonSerializer.Deserialize(file, ProtocolJson.Default.Rollout)
            : null;

    /// <summary>Asks for keys, which somebody holds elsewhere.</summary>
    public async Task OrderAsync(string role, int threshold, params TufPrivateKey[] keys)
    {
        var done = await Updates.OrderKeysAsync(
            Access.Caller.System,
            role,
            [.. keys.Select(k => k.Public.Pem!)],
            threshold,
            default
        );
        Assert.Null(done.Error);
        await PublishAsync();
    }

    /// <summary>Carries what waits to the keys, and back.</summary>
    public async Task SignAsync(string role, params TufPrivateKey[] keys)
    {
        foreach (var key in keys)
        {
            var file = OfflineSigning.Sign(Updates.Waiting(role).Value, key);
            var done = await Updates.SubmitAsync(Access.Caller.System, role, file, default);
            Assert.Null(done.Error);
        }

        await PublishAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Shelf.DisposeAsync();
        _client.Dispose();
    }
}
