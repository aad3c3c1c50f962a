using System.Net;
using Portal.Data;
using Portal.Images;
using Portal.Iso9660;
using Portal.Packaging.Discs;
using Portal.Protocol.Jobs;
using Portal.Protocol.Releases;
using Portal.Shell;

namespace Portal.Releases;

public abstract class ReleasePageSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Page = "/products/tools/releases/1.0";

    private ReleaseSite _site = null!;

    public async Task InitializeAsync() => _site = await ReleaseSite.StartAsync(provider);

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task A_ready_release_has_everything_to_fetch_and_verify_it_and_nothing_that_is_not_there()
    {
        await _site.ReleaseAsync("1.0");
        var html = await _site.Anonymous.GetStringAsync(Page);

        var origin = _site.Portal.Address.ToString().TrimEnd('/');
        var files = await _site.Portal.Get<ImageFiles>().ListAsync("tools", "1.0", default);
        Assert.Contains($"base={origin}/download/tools/1.0", html, StringComparison.Ordinal);
        Assert.Contains("gpgv --keyring ./tools.gpg", html, StringComparison.Ordinal);
        foreach (var file in files.Value.Files)
        {
            Assert.Contains(
                $"href=\"/download/tools/1.0/{file.Name}\"",
                html,
                StringComparison.Ordinal
            );
            Assert.Contains(file.Sha256.Hex[..12], html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("sbom", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("__RequestVerificationToken", html, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "<form method=\"post\" action=\"/products",
            html,
            StringComparison.Ordinal
        );
        Assert.True(html.Length < 100_000, $"{html.Length}");
        var keys = await _site.Portal.Get<Signing.ReleaseSigner>().KeysAsync(default);
        Assert.Contains(
            Parts.Display.Fingerprint(keys[0].Fingerprint),
            html,
            StringComparison.Ordinal
        );
        Assert.Contains(keys[0].Fingerprint[^4..], html, StringComparison.Ordinal);
        Assert.Contains("TOOLS_1_0", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_contents_are_those_that_a_reader_finds_on_the_image()
    {
        var release = await _site.ReleaseAsync("1.0");
        var iso = await _site.Anonymous.GetByteArrayAsync("/download/tools/1.0/tools-1.0.iso");
        using var image = new MemoryStream(iso);
        var onDisc = IsoReader
            .Open(image)
            .Entries.Where(e => e.Kind != IsoEntryKind.Directory)
            .Select(e => (e.Path, e.Length))
            .Order()
            .ToList();

        var tree = await _site.Portal.Get<ImageContents>().FindAsync(release, default);

        Assert.Equal(onDisc, Files(tree!.Root).Order());
        var page = await _site.Anonymous.GetStringAsync($"{Page}/contents?under=guest-tools");
        Assert.Contains("SHA256SUMS.sig", page, StringComparison.Ordinal);
        Assert.Contains("install.tsv", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_a_page_of_its_own_and_a_fragment_where_it_is_opened_in_place()
    {
        await _site.ReleaseAsync("1.0");
        var path = $"{Page}/contents?under=projects%2Fagent";

        var page = await _site.Anonymous.GetStringAsync(path);
        Assert.Contains("<html", page, StringComparison.Ordinal);
        Assert.Contains("component.yaml", page, StringComparison.Ordinal);

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("HX-Request", "true");
        var fragment = await (await _site.Anonymous.SendAsync(request)).Content.ReadAsStringAsync();
        Assert.StartsWith("<ul>", fragment.Trim(), StringComparison.Ordinal);
        Assert.Contains("component.yaml", fragment, StringComparison.Ordinal);
        // A folder that holds only a folder is one line.
        Assert.Contains("a/b", fragment, StringComparison.Ordinal);

        var none = await _site.Anonymous.GetAsync($"{Page}/contents?under=nothing");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task The_difference_is_told_in_components_files_and_the_bytes_that_a_host_lacks()
    {
        await _site.ReleaseAsync("1.0");
        await _site.UploadAsync("agent", "1.1", "changes: \"mends *things*\"");
        await _site.UploadAsync("agent", "1.2", "changes: faster");
        await _site.ReleaseAsync("2.0");

        var changes = await (
            await _site.Anonymous.GetAsync("/api/v1/products/tools/releases/2.0/changes")
        ).ReadAsync<ReleaseChangesWire>();

        Assert.Equal("1.0", changes.Since);
        var agent = changes.Components.Single(c => c.Name == "agent");
        Assert.Equal(("1.0", "1.2", "newer"), (agent.Before, agent.After, agent.Change));
        Assert.Equal(["1.2", "1.1"], agent.News.Select(n => n.Version));
        Assert.Equal("same", changes.Components.Single(c => c.Name == "driver").Change);
        Assert.Equal(await LackedAsync("1.0", "2.0"), changes.Files!.FetchBytes);
        Assert.Equal(0, changes.Files.Added);

        var page = await _site.Anonymous.GetStringAsync("/products/tools/releases/2.0");
        Assert.Contains("Changed since", page, StringComparison.Ordinal);
        Assert.Contains("mends <em>things</em>", page, StringComparison.Ordinal);
        Assert.Contains(
            $"fetches {Parts.Display.Size(changes.Files.FetchBytes!.Value)}",
            page,
            StringComparison.Ordinal
        );
        var all = await _site.Anonymous.GetStringAsync(
            "/products/tools/releases/1.0/changes?since=2.0"
        );
        Assert.Contains("older", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_release_says_why_what_did_not_happen_and_how_to_go_on()
    {
        var release = await _site.ReleaseAsync("1.0", wait: true);
        var mend = await _site.DamageAsync("agent", "1.0", "bin/payload");
        await _site.AssembleAsync(release);

        var html = await _site.Anonymous.GetStringAsync(Page);
        Assert.Contains("Assembling failed", html, StringComparison.Ordinal);
        Assert.Contains("Nothing was published", html, StringComparison.Ordinal);
        Assert.Contains("image.damaged", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Run again", html, StringComparison.Ordinal);
        Assert.DoesNotContain("build-2", html, StringComparison.Ordinal);

        mend();
        var again = await ReleaseSite.SendFormAsync(_site.Admin, Page, "rerun");
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        await _site.AssembleAsync(release);
        Assert.Equal(ReleaseStates.Ready, (await _site.FindAsync("1.0")).State);

        var log = await _site.Admin.GetStringAsync($"{Page}/log");
        Assert.Contains("Attempt 1", log, StringComparison.Ordinal);
        Assert.Contains("Attempt 2", log, StringComparison.Ordinal);
        Assert.Contains("build-2", log, StringComparison.Ordinal);
        var attempts = await (
            await _site.Anonymous.GetAsync("/api/v1/products/tools/releases/1.0/attempts")
        ).ReadAsync<AttemptsWire>();
        Assert.Equal(["succeeded", "failed"], attempts.Items.Select(a => a.Outcome));
        Assert.Equal(["signing", "assembling"], attempts.Items[0].Steps.Select(s => s.Name));
    }

    [Fact]
    public async Task Paths_of_the_portal_in_an_error_are_for_those_who_run_it()
    {
        var release = await _site.ReleaseAsync("1.0", wait: true);
        File.Delete(await _site.BlobOfAsync("agent", "1.0", "bin/payload"));
        await _site.AssembleAsync(release);
        await _site.AssembleAsync(release);

        foreach (var page in (string[])[Page, $"{Page}/log", "/jobs"])
        {
            var seen = await _site.Anonymous.GetStringAsync(page);
            Assert.Contains("missing from the store", seen, StringComparison.Ordinal);
            Assert.DoesNotContain(_site.Portal.Data, seen, StringComparison.Ordinal);
            Assert.Contains(
                "FileNotFoundException",
                await _site.Admin.GetStringAsync(page),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_withdrawn_release_warns_first_and_can_still_be_downloaded()
    {
        await _site.ReleaseAsync("1.0");
        var path = $"{Page}/withdraw";
        var refused = await _site.Nobody.GetAsync(path);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        var unconfirmed = await ReleaseSite.SendFormAsync(
            _site.Admin,
            path,
            "withdraw",
            ("Form.Reason", "it eats disks")
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unconfirmed.StatusCode);
        var done = await ReleaseSite.SendFormAsync(
            _site.Admin,
            path,
            "withdraw",
            ("Form.Reason", "it eats disks"),
            ("Form.Confirm", "true")
        );
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);

        var html = await _site.Anonymous.GetStringAsync(Page);
        Assert.Contains("tools 1.0 was withdrawn: it eats disks", html, StringComparison.Ordinal);
        Assert.Contains("by admin", html, StringComparison.Ordinal);
        Assert.DoesNotContain("btn btn-primary", html, StringComparison.Ordinal);
        Assert.Contains("Download ISO", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_release_answers_410_with_its_reason_on_every_page()
    {
        await _site.ReleaseAsync("1.0");
        var done = await ReleaseSite.SendFormAsync(
            _site.Admin,
            $"{Page}/withdraw",
            "withdraw",
            ("Form.Reason", "a court said so"),
            ("Form.Confirm", "true"),
            ("Form.Remove", "true")
        );
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);

        foreach (var page in (string[])[Page, $"{Page}/contents", $"{Page}/changes"])
        {
            var gone = await _site.Anonymous.GetAsync(page);
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
            Assert.Contains(
                "a court said so",
                await gone.Content.ReadAsStringAsync(),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_missing_release_names_the_newest()
    {
        await _site.ReleaseAsync("1.0");
        foreach (var page in (string[])["", "/contents", "/changes", "/log"])
        {
            var missing = await _site.Anonymous.GetAsync($"/products/tools/releases/4.7{page}");
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
            var html = await missing.Content.ReadAsStringAsync();
            Assert.Contains("There is no tools 4.7", html, StringComparison.Ordinal);
            Assert.Contains(
                "<a href=\"/products/tools/releases/1.0\">1.0</a>",
                html,
                StringComparison.Ordinal
            );
        }

        var product = await _site.Anonymous.GetAsync("/products/nothing/releases/1.0");
        Assert.Equal(HttpStatusCode.NotFound, product.StatusCode);
    }

    [Fact]
    public async Task Neighbours_are_linked_in_the_order_of_versions()
    {
        await _site.ReleaseAsync("1.9");
        await _site.ReleaseAsync("1.10");
        await _site.ReleaseAsync("1.2");

        var html = await _site.Anonymous.GetStringAsync("/products/tools/releases/1.9");

        Assert.Contains(
            "rel=\"prev\" href=\"/products/tools/releases/1.2\"",
            html,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "rel=\"next\" href=\"/products/tools/releases/1.10\"",
            html,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_waiting_release_is_followed_by_its_page_and_reloaded_without_script()
    {
        await _site.ReleaseAsync("1.0", wait: true);
        var html = await _site.Anonymous.GetStringAsync(Page);

        Assert.Contains($"hx-sse:connect=\"{Page}/progress\"", html, StringComparison.Ordinal);
        Assert.Contains(
            "<noscript><meta http-equiv=\"refresh\" content=\"5\"",
            html,
            StringComparison.Ordinal
        );
        Assert.Contains("Step 2 of 5, Wait for a worker", html, StringComparison.Ordinal);
        Assert.Contains("aria-current=\"step\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Download ISO", html, StringComparison.Ordinal);
    }

    private async Task<long> LackedAsync(string from, string to)
    {
        var held = (await ExtentsAsync(from)).Extents.Select(e => e.ContentId).ToHashSet();
        var (_, extents, head) = await ExtentsAsync(to);
        return head + extents.Where(e => !held.Contains(e.ContentId)).Sum(e => e.Length);
    }

    private async Task<(long Length, IReadOnlyList<IsoExtent> Extents, long Head)> ExtentsAsync(
        string version
    )
    {
        var release = await _site.FindAsync(version);
        var images = await _site.Portal.Get<ImageFiles>().FindImagesAsync([release.Id], default);
        var image = images[release.Id];
        var blobs = _site.Portal.Get<Blobs.BlobStore>();
        var (length, extents) = ExtentsFile.Read(
            await blobs.ReadAsync(image.Extents!.Value, default)
        );
        return (length, extents, blobs.Length(image.Head!.Value)!.Value);
    }

    private static IEnumerable<(string Path, long Length)> Files(DiscFolder folder) =>
        folder
            .Entries.Select(e =>
                (folder.Path.Length == 0 ? e.Name : $"{folder.Path}/{e.Name}", e.Length)
            )
            .Concat(folder.Folders.SelectMany(Files));
}

public sealed class ReleasePageSuite_Sqlite() : ReleasePageSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class ReleasePageSuite_PostgreSql() : ReleasePageSuite(DatabaseProvider.PostgreSql);
