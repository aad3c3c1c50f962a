using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Packaging.Contents;
using Portal.Protocol;
using Portal.Testing;
using static Portal.Components.Uploads;

namespace Portal.Components;

/// <summary>Finding, reading and yanking what was published.</summary>
public abstract class ComponentSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private TestCore _core = null!;

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(provider);
        await _core.MakeProjectsAsync();
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    private ComponentService Components => _core.Get<ComponentService>();

    private async Task PublishAsync(string name, params string[] versions)
    {
        foreach (var version in versions)
        {
            using var sample = new SampleComponent(name, version);
            Assert.Null((await _core.PublishAsync(sample, sample.Tar())).Error);
        }
    }

    [Fact]
    public async Task Versions_come_newest_first_as_Debian_orders_them_page_by_page()
    {
        await PublishAsync("agent", "1.9", "1.10", "1.10~rc1", "1:0.1", "1.0", "1.00");

        var found = new List<string>();
        for (string? after = null; ; )
        {
            var page = (
                await Components.VersionsAsync("agent", new PageRequest(2, after), default)
            )!;
            found.AddRange(page.Items.Select(v => v.Version.Version));
            after = page.Next;
            if (after is null)
            {
                break;
            }
        }

        // The last two are equal to dpkg; the text decides.
        Assert.Equal(["1:0.1", "1.10", "1.10~rc1", "1.9", "1.00", "1.0"], found);
        Assert.Null(await Components.VersionsAsync("other", PageRequest.First, default));
    }

    [Fact]
    public async Task Components_are_listed_by_name_with_their_newest_version()
    {
        await PublishAsync("b-agent", "1.0", "1.1");
        await PublishAsync("a-agent", "2.0");
        await Components.YankAsync(Maintainer("qemu"), "a-agent", "2.0", "broken", default);

        var first = await Components.ListAsync(new PageRequest(1), default);
        var second = await Components.ListAsync(new PageRequest(1, first.Next), default);

        var a = Assert.Single(first.Items);
        Assert.Equal(("a-agent", null, 1), (a.Component.Name, a.Newest, a.Versions));
        var b = Assert.Single(second.Items);
        Assert.Equal(("b-agent", "1.1", 2), (b.Component.Name, b.Newest, b.Versions));
        Assert.Null(second.Next);
        Assert.Equal(
            ["a-agent", "b-agent"],
            (await Components.NamesOfAsync(["qemu"], default))["qemu"]
        );
        Assert.Equal("1.1", (await Components.FindAsync("b-agent", default))!.Newest);
        Assert.Null(await Components.FindAsync("c-agent", default));
    }

    [Fact]
    public async Task A_maintainer_yanks_for_a_reason_and_once()
    {
        await PublishAsync("agent", "1.0");

        Assert.Equal("access.forbidden", await CodeAsync(Uploader("qemu"), "1.0", "r"));
        Assert.Equal("access.forbidden", await CodeAsync(Maintainer("spice"), "1.0", "r"));
        Assert.Equal(
            "component.version-not-found",
            await CodeAsync(Maintainer("qemu"), "2.0", "r")
        );
        Assert.Equal("component.invalid-reason", await CodeAsync(Maintainer("qemu"), "1.0", " "));
        Assert.Equal(
            "component.invalid-reason",
            await CodeAsync(Maintainer("qemu"), "1.0", new string('r', 501))
        );
        Assert.Null(await CodeAsync(Maintainer("qemu"), "1.0", "eats disks"));
        Assert.Null(await CodeAsync(Maintainer("qemu"), "1.0", "eats disks"));
        Assert.Equal("component.already-yanked", await CodeAsync(Caller.System, "1.0", "other"));

        var yanked = (await Components.FindVersionAsync("agent", "1.0", default))!.Version;
        Assert.Equal(
            ("eats disks", "keeper-of-qemu", TestClock.Start),
            (yanked.YankReason, yanked.YankedBy, yanked.YankedAt)
        );
        await using var db = await _core.OpenAsync();
        Assert.Single(
            await db.AuditEntries().Where(e => e.Action == "component.yank").ToListAsync()
        );

        async Task<string?> CodeAsync(Caller caller, string version, string reason) =>
            (await Components.YankAsync(caller, "agent", version, reason, default)).Error?.Code;
    }

    [Fact]
    public async Task Files_are_paged_by_path()
    {
        using var sample = new SampleComponent().WithOddNames();
        await _core.PublishAsync(sample, sample.Zip());
        var list = (
            await _core.Get<ComponentFiles>().FindAsync(sample.Name, sample.Version, default)
        )!.List;

        var found = new List<ContentEntry>();
        for (PageRequest? request = new(2); request is { } next; )
        {
            var page = ComponentFiles.Cut(list, next);
            found.AddRange(page.Items);
            request = page.Next is null ? null : new PageRequest(2, page.Next);
        }

        Assert.Equal(list.Entries, found);
    }

    [Fact]
    public async Task The_archive_is_read_from_any_place_as_the_same_bytes()
    {
        using var sample = new SampleComponent().WithOddNames();
        sample.Write("large.bin", new string('x', 3_000_000));
        Assert.Null((await _core.PublishAsync(sample, sample.Tar())).Error);
        var files = _core.Get<ComponentFiles>();
        var list = (await files.FindAsync(sample.Name, sample.Version, default))!.List;
        var whole = new MemoryStream();
        await using (var archive = files.OpenArchive(list))
        {
            await archive.CopyToAsync(whole);
            Assert.Equal(archive.Length, whole.Length);
        }

        foreach (var from in (long[])[1, 511, 1_500_000, whole.Length - 1, whole.Length])
        {
            await using var archive = files.OpenArchive(list);
            archive.Seek(from, SeekOrigin.Begin);
            var rest = new MemoryStream();
            await archive.CopyToAsync(rest);
            Assert.Equal(whole.ToArray()[(int)from..], rest.ToArray());
        }

        // A reader that leaves in the middle takes the making with it.
        await using var left = files.OpenArchive(list);
        await left.ReadExactlyAsync(new byte[100]);
    }

    [Fact]
    public async Task Collection_keeps_the_content_list_and_every_file_of_a_version_also_of_a_yanked_one()
    {
        using var sample = new SampleComponent().WithOddNames();
        var version = (await _core.PublishAsync(sample, sample.Tar())).Value.Version;
        await Components.YankAsync(Caller.System, sample.Name, sample.Version, "old", default);
        sample.Write("install.sh", "#!/bin/sh\n# other\n");
        Assert.NotNull((await _core.PublishAsync(sample, sample.Tar())).Error);
        _core.Clock.Advance(TimeSpan.FromDays(30));

        var done = (
            await _core.Get<BlobCollection>().RunAsync(Caller.System, dryRun: false, default)
        ).Value;

        Assert.Equal((done.Examined, 0), (done.Referenced, done.Deleted));
        await _core.VerifyAsync(version);
    }
}

public sealed class SqliteComponentTests() : ComponentSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlComponentTests() : ComponentSuite(DatabaseProvider.PostgreSql);
