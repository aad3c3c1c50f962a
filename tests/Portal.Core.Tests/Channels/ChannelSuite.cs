using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Components;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Access;
using Portal.Protocol.Channels;
using Portal.Releases;

namespace Portal.Channels;

public abstract class ChannelSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private ChannelShelf _shelf = null!;

    public async Task InitializeAsync() => _shelf = await ChannelShelf.StartAsync(provider);

    public async Task DisposeAsync() => await _shelf.DisposeAsync();

    [Theory]
    [InlineData("nightly", null, "channel.name")]
    [InlineData("stable", "debian", "channel.name")]
    [InlineData("latest", "debian", "channel.name")]
    [InlineData("rollout", "debian", "channel.name")]
    [InlineData("new", "debian", "channel.name")]
    [InlineData("12-debian", "debian", "channel.name")]
    [InlineData("arch-1", "arch", "channel.owner")]
    public async Task A_channel_is_one_of_three_or_a_distros(
        string name,
        string? owner,
        string rule
    )
    {
        var made = await _shelf.Channels.CreateAsync(
            Caller.System,
            "tools",
            name,
            owner,
            new(null, null, null),
            default
        );
        Assert.Equal(ChannelErrors.Invalid.Code, made.Error?.Code);
        Assert.Equal([rule], made.Error!.Findings!.Select(f => f.Rule));
    }

    [Fact]
    public async Task A_new_channel_is_live_points_to_nothing_and_its_name_is_taken()
    {
        var made = await _shelf.MakeAsync("debian-12", "debian");

        Assert.Equal(
            (ChannelStates.Live, ChannelKinds.Distro, "debian", 2L),
            (made.Wire.State, made.Wire.Kind, made.Wire.Owner, made.Wire.Revision)
        );
        Assert.Null(made.Wire.Release);
        Assert.Null(made.Wire.HandedOut);
        var again = await _shelf.Channels.CreateAsync(
            ChannelShelf.Debian,
            "tools",
            "debian-12",
            "debian",
            new(null, null, null),
            default
        );
        Assert.Equal(ChannelErrors.NameTaken.Code, again.Error?.Code);
    }

    [Fact]
    public async Task A_products_channels_are_its_managers_and_a_distros_its_maintainers_alone()
    {
        await _shelf.MakeAsync("stable");
        await _shelf.MakeAsync("debian-12", "debian");

        Assert.Null((await _shelf.TryAsync("stable", "4.2")).Error);
        Assert.Null((await _shelf.TryAsync("debian-12", "4.2", caller: ChannelShelf.Debian)).Error);
        foreach (
            var (channel, caller) in ((string, Caller)[])
                [
                    ("stable", ChannelShelf.Debian),
                    ("debian-12", ChannelShelf.Manager),
                    ("debian-12", ChannelShelf.Fedora),
                    ("stable", Caller.Anonymous),
                ]
        )
        {
            var refused = _shelf.TryAsync(channel, "4.3", caller: caller);
            Assert.Equal(ChannelErrors.Forbidden.Code, (await refused).Error?.Code);
        }

        Assert.Equal("4.2", (await _shelf.FindAsync("debian-12")).Wire.Release?.Version);
    }

    [Fact]
    public async Task A_distros_role_is_given_only_for_a_distro_that_exists()
    {
        await _shelf
            .Core.Get<AccountService>()
            .CreateAccountAsync(Caller.System, "ada", null, [], default);
        var grants = _shelf.Core.Get<GrantService>();

        Assert.Equal(
            AccessErrors.NoSuchScope.Code,
            (
                await grants.ChangeAsync(
                    Caller.System,
                    "ada",
                    [new(Roles.DistroMaintainer, "arch")],
                    [],
                    default
                )
            )
                .Error
                ?.Code
        );
        var members = _shelf.Core.Get<DistroMembers>();
        Assert.Null(
            (
                await members.SetAsync(
                    ChannelShelf.Debian,
                    "debian",
                    "ada",
                    Roles.DistroMaintainer,
                    default
                )
            ).Error
        );
        Assert.Equal(
            AccessErrors.Forbidden.Code,
            (
                await members.SetAsync(
                    ChannelShelf.Fedora,
                    "debian",
                    "ada",
                    Roles.DistroMaintainer,
                    default
                )
            )
                .Error
                ?.Code
        );
    }

    [Fact]
    public async Task A_promotion_without_a_tag_says_so_and_its_faults_come_all_at_once()
    {
        await _shelf.MakeAsync("stable");

        var untagged = await _shelf.Promotions.PromoteAsync(
            ChannelShelf.Manager,
            "tools",
            "stable",
            "4.2",
            100,
            null,
            revision: null,
            "why",
            default
        );
        var faulty = await _shelf.TryAsync(
            "stable",
            "4.2",
            101,
            comment: " ",
            due: _shelf.Core.Clock.GetUtcNow()
        );

        Assert.Equal(ChannelErrors.TagMissing.Code, untagged.Error?.Code);
        Assert.Equal(
            ["channel.comment", "channel.percent", "channel.due"],
            faulty.Error!.Findings!.Select(f => f.Rule)
        );
        Assert.Equal(2, (await _shelf.FindAsync("stable")).Channel.Revision);
    }

    [Fact]
    public async Task Every_gate_that_is_not_met_is_told_at_once()
    {
        await _shelf.MakeAsync("testing");
        await _shelf.MakeAsync("stable", minimum: "4.3", floor: "4.2", follows: "testing");

        Assert.Equal(
            ["gate.withdrawn", "gate.below-floor", "gate.below-minimum", "gate.order"],
            await UnmetAsync("stable", "4.1")
        );
        Assert.Equal(["gate.yanked", "gate.order"], await UnmetAsync("stable", "4.5"));
        Assert.Equal(["gate.not-ready", "gate.order"], await UnmetAsync("stable", "4.6"));
        Assert.Equal(["gate.no-such-release"], await UnmetAsync("stable", "9.9"));
        Assert.Null((await _shelf.FindAsync("stable")).Wire.Release);
    }

    [Fact]
    public async Task Where_a_channel_follows_another_a_release_was_there_before()
    {
        await _shelf.MakeAsync("testing");
        await _shelf.MakeAsync("stable", follows: "testing");
        Assert.Equal(["gate.order"], await UnmetAsync("stable", "4.2"));

        await _shelf.PromoteAsync("testing", "4.2");
        await _shelf.PromoteAsync("testing", "4.3");

        // It need not be there any more.
        Assert.Equal("4.2", (await _shelf.PromoteAsync("stable", "4.2")).Wire.Release?.Version);
    }

    [Fact]
    public async Task What_is_let_out_step_by_step_is_handed_to_everybody_only_when_all_may_take_it()
    {
        await _shelf.MakeAsync("stable");
        var first = await _shelf.PromoteAsync("stable", "4.2", 5);
        Assert.Null(first.Wire.HandedOut);

        await _shelf.PromoteAsync("stable", "4.2");
        var second = await _shelf.PromoteAsync("stable", "4.3", 5);
        Assert.Equal(
            ("4.3", "4.2", "4.2"),
            (
                second.Wire.Release?.Version,
                second.Wire.Previous?.Version,
                second.Wire.HandedOut?.Version
            )
        );
        var salt = second.Wire.Rollout!.Salt;

        var further = await _shelf.PromoteAsync("stable", "4.3", 50);
        Assert.Equal((50, salt), (further.Wire.Rollout!.Percent, further.Wire.Rollout.Salt));
        Assert.Equal(["gate.rollout"], await UnmetAsync("stable", "4.3", 49));

        var all = await _shelf.PromoteAsync("stable", "4.3");
        Assert.Equal("4.3", all.Wire.HandedOut?.Version);
        Assert.Equal("4.2", all.Wire.Previous?.Version);

        // 4.4 never reached all, so it is not what one goes back to.
        await _shelf.PromoteAsync("stable", "4.4", 10);
        var later = await _shelf.PromoteAsync("stable", "4.0", 10);
        Assert.Equal("4.3", later.Wire.Previous?.Version);
        Assert.NotEqual(salt, later.Wire.Rollout!.Salt);
    }

    [Fact]
    public async Task A_rollout_is_paused_resumed_halted_and_rolled_back()
    {
        var promotions = _shelf.Promotions;
        await _shelf.MakeAsync("stable");
        Assert.Equal(
            ChannelErrors.RolloutState.Code,
            (await _shelf.DoAsync(promotions.PauseAsync, "stable")).Error?.Code
        );
        await _shelf.PromoteAsync("stable", "4.2");
        Assert.Equal(
            ChannelErrors.RolloutState.Code,
            (await _shelf.DoAsync(promotions.RollBackAsync, "stable")).Error?.Code
        );
        await _shelf.PromoteAsync("stable", "4.3", 25);

        var paused = (await _shelf.DoAsync(promotions.PauseAsync, "stable")).Value;
        Assert.Equal(
            (RolloutStates.Paused, "because"),
            (paused.Wire.Rollout?.State, paused.Wire.Rollout?.Reason)
        );
        Assert.Equal(["gate.rollout"], await UnmetAsync("stable", "4.3", 50));
        var resumed = (await _shelf.DoAsync(promotions.ResumeAsync, "stable")).Value;
        Assert.Equal(
            (RolloutStates.Running, null, 25),
            (
                resumed.Wire.Rollout?.State,
                resumed.Wire.Rollout?.Reason,
                resumed.Wire.Rollout?.Percent
            )
        );

        await _shelf.PromoteAsync("stable", "4.3");
        var halted = (await _shelf.DoAsync(promotions.HaltAsync, "stable")).Value;
        Assert.Equal("4.2", halted.Wire.HandedOut?.Version);
        var back = (await _shelf.DoAsync(promotions.RollBackAsync, "stable")).Value;
        Assert.Equal(
            (RolloutStates.RolledBack, "4.3", "4.2"),
            (back.Wire.Rollout?.State, back.Wire.Release?.Version, back.Wire.HandedOut?.Version)
        );
        Assert.Equal(
            ChannelErrors.RolloutState.Code,
            (await _shelf.DoAsync(promotions.ResumeAsync, "stable")).Error?.Code
        );
        Assert.Equal("4.4", (await _shelf.PromoteAsync("stable", "4.4")).Wire.HandedOut?.Version);
    }

    [Fact]
    public async Task Undo_goes_further_back_each_time_and_never_forth()
    {
        ChannelShelf.Deed undo = _shelf.Promotions.UndoAsync;
        await _shelf.MakeAsync("stable");
        Assert.Equal(
            ChannelErrors.NothingToUndo.Code,
            (await _shelf.DoAsync(undo, "stable")).Error?.Code
        );
        foreach (var version in (string[])["4.0", "4.2", "4.3", "4.4"])
        {
            await _shelf.PromoteAsync("stable", version);
        }

        Assert.Equal("4.3", (await _shelf.DoAsync(undo, "stable")).Value.Wire.Release?.Version);
        Assert.Equal("4.2", (await _shelf.DoAsync(undo, "stable")).Value.Wire.Release?.Version);
        await _shelf.PromoteAsync("stable", "4.4");
        Assert.Equal("4.2", (await _shelf.DoAsync(undo, "stable")).Value.Wire.Release?.Version);
        Assert.Equal("4.0", (await _shelf.DoAsync(undo, "stable")).Value.Wire.Release?.Version);
        Assert.Equal(
            ChannelErrors.NothingToUndo.Code,
            (await _shelf.DoAsync(undo, "stable")).Error?.Code
        );
    }

    [Fact]
    public async Task Undo_does_not_go_back_to_what_was_withdrawn_or_lies_below_the_floor()
    {
        await _shelf.MakeAsync("stable");
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.PromoteAsync("stable", "4.3");
        await SetAsync(ChannelShelf.Manager, floor: "4.3");
        await _shelf
            .Core.Get<ReleaseService>()
            .WithdrawAsync(Caller.System, "tools", "4.2", "bad", remove: false, default);

        var undone = await _shelf.DoAsync(_shelf.Promotions.UndoAsync, "stable");

        Assert.Equal(
            ["gate.withdrawn", "gate.below-floor"],
            undone.Error!.Findings!.Select(f => f.Rule)
        );
    }

    [Fact]
    public async Task A_floor_is_only_ever_raised_and_not_above_what_is_pointed_to()
    {
        await _shelf.MakeAsync("stable");
        await _shelf.PromoteAsync("stable", "4.3");
        Assert.Null((await SetAsync(ChannelShelf.Manager, floor: "4.2")).Error);
        Assert.Equal(
            ["channel.floor"],
            (await SetAsync(ChannelShelf.Manager, floor: "4.0")).Error!.Findings!.Select(f =>
                f.Rule
            )
        );
        Assert.Equal(
            ["channel.minimum", "channel.floor", "channel.minimum", "channel.follows"],
            (
                await SetAsync(
                    ChannelShelf.Manager,
                    minimum: "4.6",
                    floor: "4.4",
                    follows: "stable"
                )
            ).Error!.Findings!.Select(f => f.Rule)
        );
        Assert.Null((await SetAsync(Caller.System, floor: "4.0")).Error);
    }

    [Fact]
    public async Task Of_two_who_promote_at_once_one_is_told_that_the_other_was_faster()
    {
        var made = await _shelf.MakeAsync("stable");
        var both = await Task.WhenAll(
            ((string[])["4.2", "4.3"]).Select(version =>
                _shelf.Promotions.PromoteAsync(
                    ChannelShelf.Manager,
                    "tools",
                    "stable",
                    version,
                    100,
                    null,
                    made.Channel.Revision,
                    "race",
                    default
                )
            )
        );

        Assert.Equal(
            [ChannelErrors.Changed.Code],
            both.Where(r => r.Error is not null).Select(r => r.Error!.Code)
        );
        var history = await _shelf
            .Core.Get<ChannelHistory>()
            .ListAsync(made.Channel, PageRequest.First, default);
        Assert.Equal(
            [ChannelActions.Promote, ChannelActions.Create],
            history.Items.Select(p => p.Action)
        );
    }

    [Fact]
    public async Task The_history_says_who_did_what_when_and_why_and_so_does_the_audit_log()
    {
        var made = await _shelf.MakeAsync("stable");
        await _shelf.PromoteAsync("stable", "4.2");
        _shelf.Core.Clock.Advance(TimeSpan.FromHours(1));
        var due = _shelf.Core.Clock.GetUtcNow().AddDays(7);
        Assert.Null((await _shelf.TryAsync("stable", "4.3", 5, due: due)).Error);
        await _shelf.PromoteAsync("stable", "4.3", 50);
        await _shelf.DoAsync(_shelf.Promotions.UndoAsync, "stable");

        var history = _shelf.Core.Get<ChannelHistory>();
        var first = await history.ListAsync(made.Channel, new PageRequest(3), default);
        var rest = await history.ListAsync(made.Channel, new PageRequest(3, first.Next), default);
        Assert.Equal(
            [
                ("undo", "4.3", "4.2", 100),
                ("let-out", "4.3", "4.3", 50),
                ("promote", "4.2", "4.3", 5),
                ("promote", null, "4.2", 100),
                ("create", null, null, 0),
            ],
            first.Items.Concat(rest.Items).Select(p => (p.Action, p.From, p.To, p.Percent))
        );
        Assert.Equal(due, first.Items[2].Due);
        Assert.Equal("why not", first.Items[2].Comment);
        Assert.Equal("manager", first.Items[2].By);
        await using var db = await _shelf.Core.OpenAsync();
        Assert.Equal(
            [
                "channel.create",
                "channel.promote",
                "channel.promote",
                "channel.let-out",
                "channel.undo",
            ],
            await db.AuditEntries()
                .Where(e => e.Subject == "tools/stable")
                .OrderBy(e => e.Sequence)
                .Select(e => e.Action)
                .ToListAsync()
        );
    }

    [Fact]
    public async Task Withdrawals_and_yanks_show_on_every_channel_that_points_to_them()
    {
        await _shelf.MakeAsync("stable");
        await _shelf.MakeAsync("debian-12", "debian");
        var before = await _shelf.PromoteAsync("stable", "4.3");
        Assert.Null((await _shelf.TryAsync("debian-12", "4.3", caller: ChannelShelf.Debian)).Error);
        await _shelf
            .Core.Get<ReleaseService>()
            .WithdrawAsync(Caller.System, "tools", "4.3", "loses disks", remove: false, default);
        await _shelf
            .Core.Get<ComponentService>()
            .YankAsync(Caller.System, "agent", "3", "has a hole", default);

        await _shelf.Board.RefreshAsync(default);

        foreach (var name in (string[])["stable", "debian-12"])
        {
            Assert.Equal(
                ["tools 4.3 was withdrawn: loses disks", "agent 3 was yanked: has a hole"],
                (await _shelf.FindAsync(name)).Wire.Warnings
            );
        }

        var after = await _shelf.FindAsync("stable");
        Assert.NotEqual(before.Tag, after.Tag);
        Assert.Equal(before.Channel.Revision, after.Channel.Revision);
    }

    [Fact]
    public async Task A_retired_channel_changes_no_more()
    {
        await _shelf.MakeAsync("stable");
        await _shelf.PromoteAsync("stable", "4.2");
        var retired = (await _shelf.DoAsync(_shelf.Channels.RetireAsync, "stable")).Value;

        Assert.Equal(
            (ChannelStates.Retired, "4.2", null),
            (retired.Wire.State, retired.Wire.Release?.Version, retired.Wire.HandedOut)
        );
        Assert.Equal(ErrorKind.Gone, (await _shelf.TryAsync("stable", "4.3")).Error?.Kind);
        Assert.Equal(
            ChannelErrors.NameTaken.Code,
            (
                await _shelf.Channels.CreateAsync(
                    Caller.System,
                    "tools",
                    "stable",
                    null,
                    new(null, null, null),
                    default
                )
            )
                .Error
                ?.Code
        );
    }

    private async Task<IEnumerable<string>> UnmetAsync(
        string channel,
        string version,
        int percent = 100
    )
    {
        var refused = await _shelf.TryAsync(channel, version, percent);
        Assert.Equal(ChannelErrors.GatesUnmet.Code, refused.Error?.Code);
        return refused.Error!.Findings!.Select(f => f.Rule);
    }

    private async Task<Result<ChannelView>> SetAsync(
        Caller caller,
        string? minimum = null,
        string? floor = null,
        string? follows = null
    ) =>
        await _shelf.Channels.SetAsync(
            caller,
            "tools",
            "stable",
            new(minimum, floor, follows),
            (await _shelf.FindAsync("stable")).Channel.Revision,
            "set",
            default
        );
}

public sealed class ChannelSuite_Sqlite() : ChannelSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class ChannelSuite_PostgreSql() : ChannelSuite(DatabaseProvider.PostgreSql);
