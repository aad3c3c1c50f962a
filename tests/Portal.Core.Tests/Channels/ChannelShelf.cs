using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Jobs;
using Portal.Problems;
using Portal.Protocol.Access;
using Portal.Protocol.Releases;
using Portal.Testing;

namespace Portal.Channels;

/// <summary>Core with the product <c>tools</c>, some releases of it, and two distros.</summary>
internal sealed class ChannelShelf : IAsyncDisposable
{
    public static readonly Caller Manager = Of("manager", Roles.ReleaseManager, "tools");
    public static readonly Caller Debian = Of("jan", Roles.DistroMaintainer, "debian");
    public static readonly Caller Fedora = Of("eva", Roles.DistroMaintainer, "fedora");

    private ChannelShelf(TestCore core) => Core = core;

    public TestCore Core { get; }

    public ChannelBoard Board => Core.Get<ChannelBoard>();

    public ChannelService Channels => Core.Get<ChannelService>();

    public ChannelPromotions Promotions => Core.Get<ChannelPromotions>();

    public IWorkSource Signing =>
        Core.Get<IEnumerable<IWorkSource>>().Single(s => s.Kind == "sign-channel");

    public static async Task<ChannelShelf> StartAsync(
        DatabaseProvider provider,
        params (string Name, string Value)[] settings
    )
    {
        var shelf = new ChannelShelf(await TestCore.CreateAsync(provider, null, settings));
        await new Shelf(shelf.Core.Get<IDbContextFactory<PortalDb>>())
            .Project("qemu")
            .Component("qemu", "agent")
            .Version("agent", "1")
            .Version("agent", "2", 1, yanked: "crashes on start")
            .Version("agent", "3", 2)
            .Product("tools")
            .Release("tools", "4.0", 1, components: [("agent", "1")])
            .Release("tools", "4.1", 2, ReleaseStates.Withdrawn, components: [("agent", "1")])
            .Release("tools", "4.2", 3, components: [("agent", "1")])
            .Release("tools", "4.3", 4, components: [("agent", "3")])
            .Release("tools", "4.4", 5, components: [("agent", "3")])
            .Release("tools", "4.5", 6, components: [("agent", "2")])
            .Release("tools", "4.6", 7, ReleaseStates.Queued)
            .SaveAsync();
        foreach (var distro in (string[])["debian", "fedora"])
        {
            await shelf
                .Core.Get<DistroService>()
                .CreateAsync(Caller.System, distro, distro, default);
        }

        return shelf;
    }

    /// <summary>Makes a channel; a product's own unless it has an owner.</summary>
    public async Task<ChannelView> MakeAsync(
        string name,
        string? owner = null,
        string? minimum = null,
        string? floor = null,
        string? follows = null
    ) =>
        (
            await Channels.CreateAsync(
                Caller.System,
                "tools",
                name,
                owner,
                new(minimum, floor, follows),
                default
            )
        ).Value;

    public async Task<ChannelView> FindAsync(string name) =>
        (await Board.FindAsync("tools", name, default))!;

    /// <summary>Promotes from where the channel is now.</summary>
    public async Task<Result<ChannelView>> TryAsync(
        string name,
        string version,
        int percent = 100,
        Caller? caller = null,
        string? comment = "why not",
        DateTimeOffset? due = null
    ) =>
        await Promotions.PromoteAsync(
            caller ?? Manager,
            "tools",
            name,
            version,
            percent,
            due,
            (await FindAsync(name)).Channel.Revision,
            comment,
            default
        );

    public async Task<ChannelView> PromoteAsync(string name, string version, int percent = 100)
    {
        var done = await TryAsync(name, version, percent);
        Assert.True(
            done.Error is null,
            $"{done.Error} {string.Join("; ", done.Error?.Findings ?? [])}"
        );
        return done.Value;
    }

    public delegate Task<Result<ChannelView>> Deed(
        Caller caller,
        string product,
        string channel,
        long? revision,
        string? comment,
        CancellationToken cancellationToken
    );

    /// <summary>Does something from where the channel is now.</summary>
    public async Task<Result<ChannelView>> DoAsync(Deed deed, string name, Caller? caller = null) =>
        await deed(
            caller ?? Manager,
            "tools",
            name,
            (await FindAsync(name)).Channel.Revision,
            "because",
            default
        );

    /// <summary>Signs what is due; gives how many were.</summary>
    public async Task<int> SignAsync()
    {
        var due = await Signing.DueAsync(default);
        foreach (var id in due)
        {
            await Signing.RunAsync(id, default);
        }

        return due.Count;
    }

    public ValueTask DisposeAsync() => Core.DisposeAsync();

    private static Caller Of(string name, string role, string scope) =>
        new(name, CallerKind.Account, [new(role, scope)]);
}
