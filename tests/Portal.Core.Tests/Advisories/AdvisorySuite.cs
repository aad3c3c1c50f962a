using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Protocol.Access;
using Portal.Testing;

namespace Portal.Advisories;

public abstract class AdvisorySuite(DatabaseProvider provider) : IAsyncLifetime
{
    private static readonly Caller Maintainer = Of("mia", Roles.ProjectMaintainer, "qemu");
    private TestCore _core = null!;

    private AdvisoryService Advisories => _core.Get<AdvisoryService>();

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(provider);
        await new Shelf(_core.Get<IDbContextFactory<PortalDb>>())
            .Project("qemu")
            .Project("spice")
            .Component("qemu", "agent")
            .Component("spice", "vdagent")
            .Version("agent", "7.2.11-1")
            .Version("agent", "7.2.22-1", 1)
            .Version("agent", "7.2.22-2~rc1", 2)
            .Version("agent", "7.2.22-2", 3)
            .Version("agent", "8.0", 4)
            .Version("agent", "8.0.1", 5)
            .Version("vdagent", "0.22", 6)
            .Product("tools")
            .Release("tools", "4.0", 1, components: [("agent", "7.2.11-1"), ("vdagent", "0.22")])
            .Release("tools", "4.1", 2, components: [("agent", "7.2.22-1"), ("vdagent", "0.22")])
            .Release("tools", "4.2", 3, components: [("agent", "7.2.22-2"), ("vdagent", "0.22")])
            .Release("tools", "4.3", 4, components: [("agent", "8.0"), ("vdagent", "0.22")])
            .SaveAsync();
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Fact]
    public async Task A_maintainer_of_the_components_project_tells_and_nobody_else()
    {
        foreach (
            var other in (Caller[])
                [
                    Of("eve", Roles.ProjectUploader, "qemu"),
                    Of("sam", Roles.ProjectMaintainer, "spice"),
                    Of("rob", Roles.ReleaseManager, "tools"),
                ]
        )
        {
            Assert.Equal("access.forbidden", await TellAsync(other, "CVE-2026-1234"));
        }

        Assert.Null(await TellAsync(Maintainer, "CVE-2026-1234"));
        Assert.Null(await TellAsync(Caller.System, "OWN-1"));
        Assert.Equal(
            "component.not-found",
            (await Advisories.PublishAsync(Maintainer, "none", "OWN-1", Draft(), default))
                .Error
                ?.Code
        );
        var told = (await Advisories.FindAsync("agent", "CVE-2026-1234", default))!;
        Assert.Equal(
            ("mia", 1, "qemu"),
            (told.Advisory.PublishedBy, told.Advisory.Revision, told.Project)
        );
        await using var db = await _core.OpenAsync();
        Assert.Equal(
            ["agent/CVE-2026-1234", "agent/OWN-1"],
            await db.AuditEntries()
                .Where(e => e.Action == "advisory.publish")
                .Select(e => e.Subject)
                .Order()
                .ToListAsync()
        );
    }

    [Fact]
    public async Task The_same_again_is_the_same_one_and_another_of_the_same_id_is_a_conflict()
    {
        var first = (
            await Advisories.PublishAsync(Maintainer, "agent", "cve-2026-1234", Draft(), default)
        ).Value;
        var again = (
            await Advisories.PublishAsync(Maintainer, "agent", "CVE-2026-1234", Draft(), default)
        ).Value;

        Assert.Equal((true, false), (first.IsNew, again.IsNew));
        Assert.Equal(first.Owned.Advisory.Id, again.Owned.Advisory.Id);
        Assert.Equal("CVE-2026-1234", first.Owned.Advisory.Name);
        Assert.Equal(
            "advisory.id-taken",
            await TellAsync(Maintainer, "CVE-2026-1234", Draft(severity: "low"))
        );
        _core.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(
            (
                await Advisories.PublishAsync(
                    Caller.System,
                    "vdagent",
                    "CVE-2026-1234",
                    Draft(),
                    default
                )
            ).Error
        );
        Assert.Equal(
            ["vdagent", "agent"],
            (
                await Advisories.ListAsync(null, "CVE-2026-1234", PageRequest.First, default)
            ).Items.Select(a => a.Advisory.Component)
        );
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once()
    {
        var refused = await Advisories.PublishAsync(
            Maintainer,
            "agent",
            "CVE-26-1",
            new([">=7 <", "", ">=1 <9"], ["8", "x"], "awful", " ", "http://example.org"),
            default
        );

        Assert.Equal("advisory.invalid", refused.Error?.Code);
        Assert.Equal(
            [
                "advisory.id",
                "advisory.affected",
                "advisory.affected",
                "advisory.fixed-in",
                "advisory.fixed-in",
                "advisory.severity",
                "advisory.summary",
                "advisory.link",
            ],
            refused.Error!.Findings!.Select(f => f.Rule)
        );
        Assert.Equal("advisory.invalid", await TellAsync(Maintainer, "new"));
        Assert.Equal("advisory.invalid", await TellAsync(Maintainer, "../x"));
        Assert.Equal(
            "advisory.invalid",
            await TellAsync(Maintainer, "OWN-1", Draft() with { Affected = [] })
        );
        Assert.Equal(
            "advisory.invalid",
            await TellAsync(
                Maintainer,
                "OWN-1",
                Draft() with
                {
                    Link = "https://user@example.org/",
                }
            )
        );
        Assert.Empty((await Advisories.ListAsync(null, null, PageRequest.First, default)).Items);
    }

    [Fact]
    public async Task A_change_needs_the_revision_that_was_looked_at()
    {
        Assert.Null(await TellAsync(Maintainer, "CVE-2026-1234"));
        var low = Draft(severity: "low");

        Assert.Equal("advisory.if-match-missing", await ChangeAsync(low, null));
        Assert.Equal("advisory.changed", await ChangeAsync(low, 7));
        Assert.Null(await ChangeAsync(low, 1));
        Assert.Equal("advisory.changed", await ChangeAsync(Draft(), 1));
        // What says the same is no change.
        Assert.Null(await ChangeAsync(low, 2));
        var changed = (await Advisories.FindAsync("agent", "CVE-2026-1234", default))!.Advisory;
        Assert.Equal(("low", 2), (changed.Severity, changed.Revision));
        Assert.Equal(
            "access.forbidden",
            (
                await Advisories.ChangeAsync(
                    Of("sam", Roles.ProjectMaintainer, "spice"),
                    "agent",
                    "CVE-2026-1234",
                    Draft(),
                    2,
                    default
                )
            )
                .Error
                ?.Code
        );

        async Task<string?> ChangeAsync(AdvisoryDraft draft, long? revision) =>
            (
                await Advisories.ChangeAsync(
                    Maintainer,
                    "agent",
                    "CVE-2026-1234",
                    draft,
                    revision,
                    default
                )
            )
                .Error
                ?.Code;
    }

    [Fact]
    public async Task Of_two_who_change_at_once_one_is_told()
    {
        Assert.Null(await TellAsync(Maintainer, "CVE-2026-1234"));

        var done = await Task.WhenAll(
            new[] { "low", "critical", "medium" }.Select(severity =>
                Task.Run(() =>
                    Advisories.ChangeAsync(
                        Maintainer,
                        "agent",
                        "CVE-2026-1234",
                        Draft(severity: severity),
                        1,
                        default
                    )
                )
            )
        );

        Assert.Single(done, d => d.Error is null);
        Assert.Equal(2, done.Count(d => d.Error?.Code == "advisory.changed"));
    }

    [Fact]
    public async Task What_is_withdrawn_stays_to_be_read_and_affects_nothing_any_more()
    {
        Assert.Null(await TellAsync(Maintainer, "CVE-2026-1234"));
        Assert.NotEmpty(await AffectedAsync(("agent", "7.2.11-1")));

        Assert.Equal("advisory.invalid", await WithdrawAsync(" ", 1));
        Assert.Null(await WithdrawAsync("not in our build", 1));
        Assert.Equal("advisory.withdrawn", await WithdrawAsync("again", 2));

        Assert.Empty(await AffectedAsync(("agent", "7.2.11-1")));
        var listed = Assert.Single(
            (await Advisories.ListAsync("agent", null, PageRequest.First, default)).Items
        );
        Assert.Equal(
            ("not in our build", "mia"),
            (listed.Advisory.WithdrawnReason, listed.Advisory.WithdrawnBy)
        );
        Assert.Empty((await ReachAsync(listed.Advisory)).Affected);
        // Its id stays taken: what was said of it is not said anew.
        Assert.Equal("advisory.id-taken", await TellAsync(Maintainer, "CVE-2026-1234"));

        async Task<string?> WithdrawAsync(string reason, long revision) =>
            (
                await Advisories.WithdrawAsync(
                    Maintainer,
                    "agent",
                    "CVE-2026-1234",
                    reason,
                    revision,
                    default
                )
            )
                .Error
                ?.Code;
    }

    [Fact]
    public async Task A_version_in_any_range_is_affected_and_the_next_fix_is_its_own()
    {
        // Two lines of versions, each with a fix of its own; a pre-release is as affected as its release would be.
        Assert.Null(
            await TellAsync(
                Maintainer,
                "CVE-2026-1234",
                Draft() with
                {
                    Affected = [">=7 <7.2.22-2", ">=8 <8.0.1"],
                    FixedIn = ["8.0.1", "7.2.22-2"],
                }
            )
        );
        var advisory = (await Advisories.FindAsync("agent", "CVE-2026-1234", default))!.Advisory;

        var reach = await ReachAsync(advisory);

        Assert.Equal(
            [
                ("8.0", "8.0.1"),
                ("7.2.22-2~rc1", "7.2.22-2"),
                ("7.2.22-1", "7.2.22-2"),
                ("7.2.11-1", "7.2.22-2"),
            ],
            reach.Affected.Select(a => (a.Version, a.FixedIn))
        );
        Assert.Equal(["8.0.1", "7.2.22-2"], reach.Fixed);
        Assert.Equal(3, reach.ReleaseCount);
        Assert.Equal(
            [("4.3", "8.0"), ("4.1", "7.2.22-1"), ("4.0", "7.2.11-1")],
            reach.Releases.Items.Select(r => (r.Release.Version, r.ComponentVersion))
        );
    }

    [Fact]
    public async Task The_releases_that_carry_it_come_page_by_page()
    {
        Assert.Null(
            await TellAsync(Maintainer, "OWN-1", Draft() with { Affected = ["*"], FixedIn = null })
        );
        var advisory = (await Advisories.FindAsync("agent", "OWN-1", default))!.Advisory;
        var found = new List<string>();
        for (string? after = null; ; )
        {
            var page = await _core.Get<AdvisoryReach>().FindAsync(advisory, new(3, after), default);
            Assert.Equal(4, page.ReleaseCount);
            found.AddRange(page.Releases.Items.Select(r => r.Release.Version));
            if ((after = page.Releases.Next) is null)
            {
                break;
            }
        }

        Assert.Equal(["4.3", "4.2", "4.1", "4.0"], found);
    }

    [Fact]
    public async Task A_release_is_told_of_its_worst_problem_first()
    {
        Assert.Null(await TellAsync(Maintainer, "OWN-LOW", Draft(severity: "low")));
        Assert.Null(
            (
                await Advisories.PublishAsync(
                    Caller.System,
                    "vdagent",
                    "OWN-CRITICAL",
                    Draft(severity: "critical") with
                    {
                        Affected = ["*"],
                        FixedIn = [],
                    },
                    default
                )
            ).Error
        );
        Assert.Null(await TellAsync(Maintainer, "OWN-HIGH"));

        Assert.Equal(
            [("OWN-CRITICAL", null), ("OWN-HIGH", "7.2.22-2"), ("OWN-LOW", "7.2.22-2")],
            (await AffectedAsync(("agent", "7.2.22-1"), ("vdagent", "0.22"))).Select(a =>
                (a.Advisory.Name, a.FixedIn)
            )
        );
        Assert.Empty(await AffectedAsync(("agent", "8.0"), ("other", "1")));
        Assert.Empty(await AffectedAsync());
    }

    [Fact]
    public async Task Advisories_are_listed_last_published_first_page_by_page()
    {
        for (var i = 0; i < 5; i++)
        {
            _core.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.Null(await TellAsync(Maintainer, $"OWN-{i}"));
        }

        var first = await Advisories.ListAsync("agent", null, new(3), default);
        var rest = await Advisories.ListAsync("agent", null, new(3, first.Next), default);

        Assert.Equal(
            ["OWN-4", "OWN-3", "OWN-2", "OWN-1", "OWN-0"],
            first.Items.Concat(rest.Items).Select(a => a.Advisory.Name)
        );
        Assert.Null(rest.Next);
        Assert.Empty(
            (await Advisories.ListAsync("vdagent", null, PageRequest.First, default)).Items
        );
    }

    private static AdvisoryDraft Draft(string severity = "high") =>
        new(["<7.2.22-2"], ["7.2.22-2"], severity, "a guest reads files of the host", null);

    private static Caller Of(string name, string role, string scope) =>
        new(name, CallerKind.Account, [new(role, scope)]);

    private async Task<string?> TellAsync(
        Caller caller,
        string name,
        AdvisoryDraft? draft = null
    ) =>
        (await Advisories.PublishAsync(caller, "agent", name, draft ?? Draft(), default))
            .Error
            ?.Code;

    private Task<CarriedAdvisory> ReachAsync(Advisory advisory) =>
        _core.Get<AdvisoryReach>().FindAsync(advisory, PageRequest.First, default);

    private Task<IReadOnlyList<AffectedComponent>> AffectedAsync(
        params (string Component, string Version)[] versions
    ) => _core.Get<AffectedComponents>().FindAsync(versions, default);
}

public sealed class SqliteAdvisoryTests() : AdvisorySuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlAdvisoryTests() : AdvisorySuite(DatabaseProvider.PostgreSql);
