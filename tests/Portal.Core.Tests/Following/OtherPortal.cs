using System.Net;
using System.Net.Http.Headers;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Jobs;
using Portal.Mirrors;
using Portal.Releases;
using Portal.Testing;
using Portal.Trust.Tuf.Metadata;
using Portal.Updates;

namespace Portal.Following;

/// <summary>
/// Another portal, as its mirror serves it: real releases, channels, keys and metadata, exported as plain files. What goes over
/// the wire can be seen, and changed on its way.
/// </summary>
internal sealed class OtherPortal : HttpMessageHandler
{
    public const string Address = "https://other.example/";

    private readonly TestFolder _folder = new();

    private OtherPortal(CoreSite site) => Site = site;

    public CoreSite Site { get; }

    /// <summary>Where the files are that are served.</summary>
    public string Tree => _folder["tree"];

    /// <summary>Bytes of images that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Changes what is sent: path, range, and the bytes of it; null: nothing is there.</summary>
    public Func<Uri, byte[], byte[]?> OnWire { get; set; } = (_, bytes) => bytes;

    public bool ServesRanges { get; set; } = true;

    /// <summary>Ids of its root keys.</summary>
    public string[] RootKeys =>
        [
            .. Site.Get<UpdateTree>()
                .LookAgain()
                .Single(r => r.Role == RoleName.Root)
                .Signers!.Keys.Select(k => k.KeyId),
        ];

    public static async Task<OtherPortal> StartAsync()
    {
        var portal = new OtherPortal(
            await CoreSite.StartAsync(DatabaseProvider.Sqlite, ("Updates:RefreshInterval", "0"))
        );
        return portal;
    }

    /// <summary>Makes a release, promotes it on the channel and serves what is published then.</summary>
    public async Task<Release> ReleaseAsync(
        string version,
        IReadOnlyDictionary<string, byte[]> files,
        string channel = "stable"
    )
    {
        var release = await Site.QueueAsync(version, files);
        await Site.Assembly.RunAsync(release.Id, default);
        if (await Site.Get<ChannelBoard>().FindAsync("tools", channel, default) is null)
        {
            var made = await Site.Get<ChannelService>()
                .CreateAsync(Caller.System, "tools", channel, null, new(null, null, null), default);
            Assert.Null(made.Error);
            await PublishAsync();
        }

        var view = await Site.Get<ChannelBoard>().FindAsync("tools", channel, default);
        var done = await Site.Get<ChannelPromotions>()
            .PromoteAsync(
                Caller.System,
                "tools",
                channel,
                version,
                100,
                null,
                view!.Channel.Revision,
                "next",
                default
            );
        Assert.Null(done.Error);
        await ServeAsync();
        return await Site.ReadAsync(release.Id);
    }

    /// <summary>Publishes, and serves that.</summary>
    public async Task ServeAsync()
    {
        await PublishAsync();
        await Site.Get<MirrorExport>().RunAsync(Tree, new(["tools"], []), default);
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        var file = Path.Combine(
            Tree,
            Uri.UnescapeDataString(request.RequestUri!.AbsolutePath)[1..]
        );
        if (!File.Exists(file))
        {
            return new(HttpStatusCode.NotFound);
        }

        var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
        var range = ServesRanges ? request.Headers.Range?.Ranges.Single() : null;
        if (range is not null)
        {
            bytes = bytes[(int)range.From!.Value..((int)range.To!.Value + 1)];
        }

        if (OnWire(request.RequestUri, bytes) is not { } sent)
        {
            return new(HttpStatusCode.NotFound);
        }

        Sent += file.EndsWith(".iso", StringComparison.Ordinal) ? sent.Length : 0;
        var answer = new HttpResponseMessage(
            range is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent
        )
        {
            Content = new ByteArrayContent(sent),
        };
        if (range is not null)
        {
            answer.Content.Headers.ContentRange = new ContentRangeHeaderValue(
                range.From!.Value,
                range.To!.Value
            );
        }

        return answer;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Site.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _folder.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task PublishAsync()
    {
        foreach (var kind in (string[])["sign-channel", "publish-updates"])
        {
            var work = Site.Get<IEnumerable<IWorkSource>>().Single(s => s.Kind == kind);
            foreach (var id in await work.DueAsync(default))
            {
                await work.RunAsync(id, default);
            }
        }
    }
}
