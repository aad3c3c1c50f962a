using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Images;
using Portal.Jobs;
using Portal.Products;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Releases;
using Portal.Releases;
using Portal.Testing;

namespace Portal.Following;

/// <summary>A portal here, and another one whose product it follows.</summary>
public abstract class FollowedPortalSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private protected static readonly Dictionary<string, byte[]> Files = Noise(0, 1, 2, 3, 4, 5);

    private protected const int Size = 200_000;

    private protected OtherPortal Other { get; private set; } = null!;

    private protected CoreSite Site { get; private set; } = null!;

    private protected FollowingService Following => Site.Get<FollowingService>();

    private protected IWorkSource Check =>
        Site.Get<IEnumerable<IWorkSource>>().Single(s => s.Kind == "follow");

    public async Task InitializeAsync()
    {
        Other = await OtherPortal.StartAsync();
        Site = await CoreSite.StartAsync(
            provider,
            services => services.AddSingleton(_ => new FollowingHttp(Other)),
            ("Blobs:Grace", "00:00:00")
        );
    }

    public async Task DisposeAsync() => await Site.DisposeAsync();

    private protected static Dictionary<string, byte[]> Noise(params int[] seeds) =>
        seeds
            .Select((seed, i) => (Path: $"data/{i}.bin", Seed: seed))
            .ToDictionary(
                f => f.Path,
                f =>
                {
                    var bytes = new byte[Size];
                    new Random(f.Seed).NextBytes(bytes);
                    return bytes;
                }
            );

    private protected async Task FollowAsync(params string[] mirrors)
    {
        var done = await Following.FollowAsync(
            Caller.System,
            "tools",
            new(
                mirrors.Length == 0 ? [OtherPortal.Address] : mirrors,
                ["stable"],
                null,
                Other.RootKeys
            ),
            null,
            default
        );
        Assert.True(
            done.Error is null,
            $"{done.Error} {string.Join("; ", done.Error?.Findings ?? [])}"
        );
    }

    /// <summary>Asks for a check and does it.</summary>
    private protected async Task<FollowingView> CheckedAsync()
    {
        var asked = await Following.CheckAsync(Caller.System, "tools", default);
        Assert.Null(asked.Error);
        var id = Assert.Single(await Check.DueAsync(default));
        await Check.RunAsync(id, default);
        return (await Following.FindAsync("tools", default))!;
    }

    private protected async Task<Release?> HereAsync(string version) =>
        await Site.Get<ReleaseService>().FindAsync("tools", version, default);

    private protected async Task<byte[]> ReadIsoAsync(string version)
    {
        var files = (await Site.Get<ImageFiles>().ListAsync("tools", version, default)).Value.Files;
        await using var stream = await files[0].Open(default);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory);
        return memory.ToArray();
    }
}
