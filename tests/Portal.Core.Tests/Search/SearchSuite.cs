using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Protocol.Releases;
using Portal.Testing;

namespace Portal.Search;

public abstract class SearchSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private TestCore _core = null!;

    public async Task InitializeAsync()
    {
        _core = await TestCore.CreateAsync(provider);
        await new Shelf(_core.Get<IDbContextFactory<PortalDb>>())
            .Project("qemu", "QEMU, the machine emulator")
            .Project("virtio-win", "Drivers for Windows guests")
            .Component("qemu", "qemu-guest-agent")
            .Component("qemu", "agent")
            .Component("virtio-win", "agent-z")
            .Component("virtio-win", "agenta")
            .Component("virtio-win", "netkvm")
            .Version("qemu-guest-agent", "7.2", 1, "Lets the host talk to the guest")
            .Version("qemu-guest-agent", "10.1", 2, "Lets the host talk to the guest")
            .Version("netkvm", "0.1.285", 3, "Network driver, 100% paravirtual", yanked: "broken")
            .Product("guest-tools", "Tools for every guest")
            .Product("guest-tools-arm64", "Tools for ARM")
            .Release("guest-tools", "4.3", 10)
            .Release("guest-tools", "4.4", 20, ReleaseStates.Withdrawn)
            .Release("guest-tools-arm64", "4.4", 30)
            .SaveAsync();
    }

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    public async Task Nothing_finds_nothing(string? words) =>
        Assert.Empty((await FindAsync(words)).Groups);

    [Fact]
    public async Task A_word_finds_names_first_that_are_it_then_that_begin_with_it_then_that_hold_it()
    {
        var found = await FindAsync("agent");

        // A hyphen counts: so orders no collation but that of bytes.
        Assert.Equal(
            ["agent", "agent-z", "agenta", "qemu-guest-agent"],
            Names(found, HitKind.Component)
        );
        Assert.Equal("agent", found.Meant!.Name);
    }

    [Fact]
    public async Task Titles_and_summaries_are_found_in_either_case()
    {
        Assert.Equal(["netkvm"], Names(await FindAsync("NETWORK driver"), HitKind.Component));
        Assert.Equal(["qemu"], Names(await FindAsync("Emulator"), HitKind.Project));
        Assert.Equal(
            ["guest-tools", "guest-tools-arm64"],
            Names(await FindAsync("TOOLS for"), HitKind.Product)
        );
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("age_t")]
    [InlineData("' or 1=1 --")]
    [InlineData("\\")]
    public async Task What_databases_take_for_more_is_taken_as_it_is(string words)
    {
        var found = await FindAsync(words);
        Assert.Equal(
            words == "%" ? ["netkvm"] : [],
            found.Groups.SelectMany(g => g.Hits).Select(h => h.Name)
        );
    }

    [Theory]
    [InlineData("guest-tools 4.4")]
    [InlineData("guest-tools/4.4")]
    [InlineData("guest-tools-4.4.iso")]
    [InlineData("  Guest-Tools  v4.4 ")]
    public async Task A_name_with_a_version_is_the_release(string words)
    {
        var meant = (await FindAsync(words)).Meant!;
        Assert.Equal(
            (HitKind.Release, "guest-tools", "4.4", ReleaseStates.Withdrawn),
            (meant.Kind, meant.Name, meant.Version, meant.State)
        );
    }

    [Fact]
    public async Task A_component_with_a_version_is_the_component_version()
    {
        var meant = (await FindAsync("qemu-guest-agent 10.1")).Meant!;
        Assert.Equal(
            (HitKind.ComponentVersion, "qemu-guest-agent", "10.1"),
            (meant.Kind, meant.Name, meant.Version)
        );
        Assert.Equal("yanked", (await FindAsync("netkvm 0.1.285")).Meant!.State);
    }

    [Fact]
    public async Task A_version_alone_finds_all_that_have_it_and_means_none()
    {
        var found = await FindAsync("4.4");
        Assert.Equal(["guest-tools-arm64", "guest-tools"], Names(found, HitKind.Release));
        Assert.Null(found.Meant);
    }

    [Fact]
    public async Task A_digest_is_what_has_it()
    {
        foreach (
            var digest in (Protocol.Digest[])
                [Shelf.ImageOf("guest-tools", "4.3"), Shelf.DigestOf("lock guest-tools 4.3")]
        )
        {
            var meant = (await FindAsync(digest.Hex.ToUpperInvariant())).Meant!;
            Assert.Equal(("guest-tools", "4.3"), (meant.Name, meant.Version));
            Assert.Equal(
                [("guest-tools", "4.3")],
                (await FindAsync($"sha256:{digest.Hex[..8]}"))
                    .Groups.SelectMany(g => g.Hits)
                    .Select(h => (h.Name, h.Version!))
            );
        }
    }

    [Fact]
    public async Task A_content_digest_is_its_component_version()
    {
        await using var db = await _core.OpenAsync();
        var content = await db.Set<Components.ComponentVersion>()
            .Where(v => v.Version == "7.2")
            .Select(v => v.Content)
            .SingleAsync();

        var meant = (await FindAsync(content.Hex)).Meant!;

        Assert.Equal(("qemu-guest-agent", "7.2"), (meant.Name, meant.Version));
        Assert.Null((await FindAsync(content.Hex[..12])).Meant);
        Assert.Empty((await FindAsync(content.Hex[..7])).Groups);
    }

    [Fact]
    public async Task What_nothing_has_finds_nothing()
    {
        Assert.Empty((await FindAsync(new string('0', 64))).Groups);
        Assert.Empty((await FindAsync("no such thing")).Groups);
        Assert.Empty((await FindAsync(new string('a', 5000))).Groups);
    }

    [Fact]
    public async Task More_than_fit_are_told_of()
    {
        var shelf = new Shelf(_core.Get<IDbContextFactory<PortalDb>>());
        for (var i = 0; i < 30; i++)
        {
            shelf.Component("qemu", $"many-{i:00}");
        }

        await shelf.SaveAsync();

        var group = (await FindAsync("many")).Groups.Single();
        Assert.True(group.HasMore);
        Assert.Equal(SearchService.MaxHits, group.Hits.Count);
        Assert.Equal("many-00", group.Hits[0].Name);
    }

    private static IEnumerable<string> Names(SearchResults found, HitKind kind) =>
        found.Groups.Where(g => g.Kind == kind).SelectMany(g => g.Hits).Select(h => h.Name);

    private Task<SearchResults> FindAsync(string? words) =>
        _core.Get<SearchService>().FindAsync(words, default);
}

public sealed class SearchSuite_Sqlite() : SearchSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class SearchSuite_PostgreSql() : SearchSuite(DatabaseProvider.PostgreSql);
