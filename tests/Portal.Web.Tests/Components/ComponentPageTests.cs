using System.Net;
using System.Text.RegularExpressions;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Components;

public sealed class SqliteComponentPageTests() : ComponentPageSuite(Data.DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlComponentPageTests()
    : ComponentPageSuite(Data.DatabaseProvider.PostgreSql);

/// <summary>What readers and maintainers see of components.</summary>
public abstract partial class ComponentPageSuite(Data.DatabaseProvider provider) : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync() => _portal = await TestPortal.StartAsync(provider);

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task The_list_has_each_component_with_its_newest_version()
    {
        await PublishAsync("7.2-1");
        await PublishAsync("7.10-1");

        var page = await ReadAsync("/components");

        Assert.Contains("href=\"/components/qemu-guest-agent/7.10-1\"", page);
        Assert.Contains("href=\"/projects/qemu\"", page);
        Assert.DoesNotContain("Upload a version", page);
    }

    [Fact]
    public async Task A_long_list_goes_on_at_its_cursor_and_back_to_its_start()
    {
        for (var i = 0; i < 51; i++)
        {
            await PublishAsync("1", $"tool-{i:00}");
        }

        var first = await ReadAsync("/components");
        var next = NextPage().Match(first).Groups["href"].Value;
        var second = await ReadAsync(next);

        Assert.Contains("href=\"/components/tool-00\"", first);
        Assert.DoesNotContain("href=\"/components/tool-50\"", first);
        Assert.Contains("href=\"/components/tool-50\"", second);
        Assert.Contains("Back to the start", second);
        Assert.DoesNotMatch(NextPage(), second);
    }

    [Fact]
    public async Task A_cursor_that_no_list_gave_is_refused()
    {
        var answer = await _portal.Anonymous().GetAsync("/components?cursor=%21");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("cursor is not one", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_component_shows_its_versions_newest_first_with_what_they_changed()
    {
        await PublishAsync("7.2-1", more: "changes: fixes `guest-exec` & more <b>");
        await PublishAsync("7.10-1");

        var page = await ReadAsync("/components/qemu-guest-agent");

        var newer = page.IndexOf("/7.10-1\"", StringComparison.Ordinal);
        Assert.InRange(newer, 0, page.IndexOf("/7.2-1\"", StringComparison.Ordinal));
        Assert.Contains("fixes <code>guest-exec</code> &amp; more &lt;b&gt;", page);
    }

    [Fact]
    public async Task A_version_explains_its_manifest_and_lists_its_files()
    {
        await PublishAsync("1:7.2~rc1-1");

        var page = await ReadAsync("/components/qemu-guest-agent/1%3A7.2~rc1-1");

        Assert.Contains("<th scope=\"row\" class=\"full\">Linux</th>", page);
        Assert.Contains("script for Linux", page);
        Assert.Contains(
            "data-copy=\"306c6ca7407560340797866e077e053627ad409277d1b9da58106fce4cf717cb\"",
            page
        );
        Assert.Contains("component.yaml as uploaded", page);
        Assert.Contains("GPL-2.0-or-later", page);
        Assert.DoesNotContain("__RequestVerificationToken", page);
    }

    [Fact]
    public async Task Feed_readers_hear_of_each_version_and_of_a_yank()
    {
        await PublishAsync("1", more: "changes: fixes <all>");
        await PublishAsync("2");
        await _portal
            .Admin()
            .PostAsync(
                "/api/v1/components/qemu-guest-agent/versions/1/yank",
                Http.Json("""{"reason":"eats disks"}""")
            );

        var feed = await ReadAsync("/components/qemu-guest-agent/feed.atom");

        Assert.Contains("qemu-guest-agent 1 (yanked)", feed, StringComparison.Ordinal);
        Assert.Contains("eats disks", feed, StringComparison.Ordinal);
        Assert.Contains("qemu-guest-agent 2</title>", feed, StringComparison.Ordinal);
        var missing = await _portal.Anonymous().GetAsync("/components/none/feed.atom");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Many_files_come_a_page_at_a_time()
    {
        await PublishAsync("1", files: 60);

        var first = await ReadAsync("/components/qemu-guest-agent/1");
        var second = await ReadAsync(NextPage().Match(first).Groups["href"].Value);

        Assert.Contains("data/000.txt", first);
        Assert.DoesNotContain("data/059.txt", first);
        Assert.Contains("data/059.txt", second);
    }

    [Fact]
    public async Task A_maintainer_yanks_by_the_form_and_everybody_reads_why()
    {
        await PublishAsync("1");
        var browser = await BrowserAsync();
        var page = await browser.GetStringAsync("/components/qemu-guest-agent/1");

        var refused = await browser.PostAsync(
            "/components/qemu-guest-agent/1",
            YankForm(page, " ")
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("The version was not yanked", await refused.Content.ReadAsStringAsync());

        var done = await browser.PostAsync(
            "/components/qemu-guest-agent/1",
            YankForm(page, "freezes <guests>")
        );
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        var after = await ReadAsync("/components/qemu-guest-agent/1");
        Assert.Contains("freezes &lt;guests&gt;", after);
        Assert.Contains("Yanked: no new release takes it", after);
        Assert.Contains("Every version is yanked", await ReadAsync("/components/qemu-guest-agent"));
    }

    [Theory]
    [InlineData("/components/none", "There is no component none")]
    [InlineData("/components/qemu-guest-agent/9", "There is no qemu-guest-agent 9")]
    [InlineData("/components/%3Cb%3E", "There is no component &lt;b&gt;")]
    public async Task What_is_missing_is_said_with_the_way_out(string path, string says)
    {
        await PublishAsync("1");
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");

        var answer = await _portal.Anonymous().SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains(says, page);
        Assert.Matches("code <span class=\"mono\">component[a-z.-]*not-found", page);
        Assert.DoesNotContain("Nothing answers", page);
    }

    [Fact]
    public async Task A_page_whose_data_are_damaged_is_a_page_that_says_so()
    {
        await PublishAsync("1");
        foreach (
            var blob in Directory.EnumerateFiles(
                Path.Combine(_portal.Data, "blobs"),
                "*",
                SearchOption.AllDirectories
            )
        )
        {
            File.Delete(blob);
        }

        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            "/components/qemu-guest-agent/1"
        );
        request.Headers.Accept.ParseAdd("text/html");
        var answer = await _portal.Anonymous().SendAsync(request);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("trace", page);
        Assert.DoesNotContain("   at ", page);
    }

    private async Task PublishAsync(
        string version,
        string name = "qemu-guest-agent",
        string more = "",
        int files = 0
    )
    {
        await _portal
            .Admin()
            .PostAsync("/api/v1/projects", Http.Json("""{"name":"qemu","title":"QEMU"}"""));
        using var sample = new SampleComponent(name, version, more);
        for (var i = 0; i < files; i++)
        {
            sample.Write($"data/{i:000}.txt", $"{i}");
        }

        await using var archive = File.OpenRead(sample.Tar());
        var answer = await _portal
            .Admin()
            .PutAsync(
                $"/api/v1/components/{name}/versions/{Uri.EscapeDataString(version)}?project=qemu",
                new StreamContent(archive)
            );
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private Task<string> ReadAsync(string path) => _portal.Anonymous().GetStringAsync(path);

    private async Task<HttpClient> BrowserAsync()
    {
        var browser = _portal.Anonymous();
        var link = PrintedLink().Match(_portal.Output.ToString()).Value;
        var page = await browser.GetStringAsync(link);
        var answer = await browser.PostAsync(
            link,
            new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["_handler"] = "sign-in",
                    ["__RequestVerificationToken"] = Token().Match(page).Groups["token"].Value,
                }
            )
        );
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    private static FormUrlEncodedContent YankForm(string page, string reason) =>
        new(
            new Dictionary<string, string>
            {
                ["_handler"] = "yank",
                ["__RequestVerificationToken"] = Token().Match(page).Groups["token"].Value,
                ["Yank.Reason"] = reason,
            }
        );

    [GeneratedRegex("rel=\"next\" href=\"(?<href>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex NextPage();

    [GeneratedRegex(@"/sign-in/\S+")]
    private static partial Regex PrintedLink();

    [GeneratedRegex(
        "name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Token();
}
