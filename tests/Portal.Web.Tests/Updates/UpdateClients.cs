using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Jobs;
using Portal.Protocol;
using Portal.Protocol.Rollouts;
using Portal.Testing;
using Portal.Trust.Tests.Tuf.Interop;
using Portal.Trust.Tuf.Client;

namespace Portal.Updates;

/// <summary>Clients of a portal's update repository over HTTP, each with its own memory.</summary>
internal sealed class UpdateClients : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>With our own client; null where there is no such target.</summary>
    public async Task<byte[]?> OursAsync(Uri portal, string target)
    {
        await TrustAsync(portal, "ours");
        using var updater = new Updater(
            new TrustStore(_folder["ours"]),
            HttpFetcher.OfMetadata(_http, new Uri(portal, "tuf/metadata")),
            TimeProvider.System
        );
        if (await updater.FindAsync(target, default) is not { } found)
        {
            return null;
        }

        var file = _folder[$"download-{Guid.NewGuid():n}"];
        await updater.DownloadAsync(
            found,
            HttpFetcher.OfTargets(_http, new Uri(portal, "tuf/targets")),
            file,
            default
        );
        return await File.ReadAllBytesAsync(file);
    }

    /// <summary>With tuf-js, as text.</summary>
    public async Task<string> TheirsAsync(TufJs tufJs, Uri portal, string target)
    {
        await TrustAsync(portal, "theirs");
        var (content, error) = await tufJs.GetAsync(
            _folder["theirs"],
            new Uri(portal, "tuf").ToString(),
            target,
            TimeProvider.System.GetUtcNow()
        );
        Assert.True(content is not null, error);
        return content;
    }

    public async Task<ChannelPointer?> PointerAsync(Uri portal) =>
        await OursAsync(portal, "stable/tools/channel.json") is { } file
            ? JsonSerializer.Deserialize(file, ProtocolJson.Default.ChannelPointer)
            : null;

    public async Task<Rollout?> RolloutAsync(Uri portal) =>
        await OursAsync(portal, "rollout/stable/tools.json") is { } file
            ? JsonSerializer.Deserialize(file, ProtocolJson.Default.Rollout)
            : null;

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    private async Task TrustAsync(Uri portal, string name)
    {
        var root = Path.Combine(Directory.CreateDirectory(_folder[name]).FullName, "root.json");
        if (!File.Exists(root))
        {
            await File.WriteAllBytesAsync(
                root,
                await _http.GetByteArrayAsync(new Uri(portal, "tuf/metadata/1.root.json"))
            );
        }
    }
}

internal static class Publishing
{
    /// <summary>Publishes what is due, as the job does.</summary>
    public static async Task PublishAsync(this TestPortal portal)
    {
        var source = portal
            .Services.GetServices<IWorkSource>()
            .Single(s => s.Kind == "publish-updates");
        while ((await source.DueAsync(default)).Count > 0)
        {
            await source.RunAsync(UpdateState.TheId, default);
            Assert.Null((await portal.Get<UpdateService>().StateAsync(default))!.Error);
        }
    }
}
