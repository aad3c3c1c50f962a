using System.Net;
using System.Net.Http.Headers;
using Portal.Access;
using Portal.Protocol.Access;
using Portal.Protocol.Components;
using Portal.Protocol.Projects;
using Portal.Shell;
using Portal.Testing;
using static Portal.Uploads.TusCalls;

namespace Portal.Uploads;

/// <summary>The pages of uploads as a browser without script walks them.</summary>
public sealed class UploadPageTests : IAsyncLifetime
{
    private const string Form = "/uploads/new";

    private TestPortal _portal = null!;
    private HttpClient _admin = null!;
    private HttpClient _browser = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        _admin = _portal.Admin();
        foreach (var project in (string[])["qemu", "spice"])
        {
            await (
                await _admin.PostAsync("/api/v1/projects", new ProjectCreateWire(project, project))
            ).ReadAsync<ProjectWire>();
        }

        _browser = await SignedInAsync("anna", new Grant(Roles.ProjectUploader, "qemu"));
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    private async Task<HttpClient> SignedInAsync(string name, params Grant[] grants)
    {
        var made = await _portal
            .Get<AccountService>()
            .CreateAccountAsync(Caller.System, name, null, grants, default);
        Assert.Null(made.Error);
        var answer = await _admin.PostAsync($"/api/v1/accounts/{name}/sign-in-link", null);
        var link = (await answer.ReadAsync<SignInLinkWire>()).Path;
        var browser = _portal.Anonymous();
        await browser.PostAsync(link, PageForm.Of(await browser.GetStringAsync(link)));
        return browser;
    }

    /// <summary>As a browser fills it in: the fields in the order in which they stand on the page.</summary>
    private async Task<HttpResponseMessage> PostAsync(
        byte[] archive,
        string fileName = "agent.tar",
        string? token = null,
        string project = "qemu"
    )
    {
        token ??= PageForm.TokenOf(await _browser.GetStringAsync(Form));
        var form = new MultipartFormDataContent
        {
            { new StringContent(token), "__RequestVerificationToken" },
            { new StringContent(project), "project" },
        };
        var file = new ByteArrayContent(archive);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        if (fileName.Length == 0)
        {
            file.Headers.TryAddWithoutValidation(
                "Content-Disposition",
                "form-data; name=\"file\"; filename=\"\""
            );
            form.Add(file);
        }
        else
        {
            form.Add(file, "file", fileName);
        }

        return await _browser.PostAsync("/uploads", form);
    }

    [Fact]
    public async Task The_form_offers_the_projects_that_one_may_upload_for_and_no_other()
    {
        var page = await _browser.GetAsync(Form);
        var html = await page.Content.ReadAsStringAsync();

        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.Contains("<option value=\"qemu\" selected", html, StringComparison.Ordinal);
        Assert.DoesNotContain("spice", html, StringComparison.Ordinal);
        Assert.Contains("enctype=\"multipart/form-data\"", html, StringComparison.Ordinal);
        var admin = await SignedInAsync("root-2", new Grant(Roles.Administrator, null));
        var all = await admin.GetStringAsync(Form + "?project=spice");
        Assert.Contains("<option value=\"spice\" selected", all, StringComparison.Ordinal);
        Assert.Contains("<option value=\"qemu\">", all, StringComparison.Ordinal);
        var nobody = await SignedInAsync("nobody");
        var none = await nobody.GetStringAsync(Form);
        Assert.Contains("no project that you may upload for", none, StringComparison.Ordinal);
        Assert.DoesNotContain("type=\"file\"", none, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_good_archive_is_published_and_its_page_leads_to_the_version()
    {
        using var sample = new SampleComponent("agent", "1:2.0+dfsg-1");
        var archive = await File.ReadAllBytesAsync(sample.TarGz());

        var answer = await PostAsync(archive, "C:\\work\\Grüße.tar.gz");

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var page = await _browser.GetStringAsync(answer.Headers.Location);
        Assert.Contains("agent 1:2.0&#x2B;dfsg-1 is published", page, StringComparison.Ordinal);
        Assert.Contains(
            "href=\"/components/agent/1%3A2.0%2Bdfsg-1\"",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("<h1>Gr&#xFC;&#xDF;e.tar.gz</h1>", page, StringComparison.Ordinal);
        var version = await (
            await _admin.GetAsync("/api/v1/components/agent/versions/1:2.0%2Bdfsg-1")
        ).ReadAsync<ComponentVersionWire>();
        Assert.Equal(("anna", "qemu"), (version.UploadedBy, version.Project));

        var again = await _browser.GetStringAsync((await PostAsync(archive)).Headers.Location);
        Assert.Contains(
            "was published before, with the same content",
            again,
            StringComparison.Ordinal
        );
        Assert.Contains("agent.tar", await _browser.GetStringAsync(Form), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_are_listed_and_stand_under_their_lines()
    {
        using var sample = new SampleComponent(more: "stage: <b>agnet</b>\nlisence: MIT");
        sample.Write("con.txt", "");

        var answer = await PostAsync(await File.ReadAllBytesAsync(sample.Tar()));
        var page = await _browser.GetStringAsync(answer.Headers.Location);

        Assert.Contains("Nothing was published: ", page, StringComparison.Ordinal);
        Assert.Contains("con.txt", page, StringComparison.Ordinal);
        Assert.Contains(
            "<a href=\"#line-8\">component.yaml, line 8</a>",
            page,
            StringComparison.Ordinal
        );
        var line = page[page.IndexOf("id=\"line-8\"", StringComparison.Ordinal)..];
        Assert.Contains("stage: &lt;b&gt;agnet&lt;/b&gt;", line, StringComparison.Ordinal);
        Assert.Contains("manifest.stage", line, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>agnet", page, StringComparison.Ordinal);
        Assert.True(page.Length < 100_000);
    }

    [Fact]
    public async Task Without_a_file_the_form_comes_back_and_says_so()
    {
        var answer = await PostAsync([], fileName: "");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var page = await _browser.GetAsync(answer.Headers.Location);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.StatusCode);
        Assert.Contains(
            "<a href=\"#file\">Archive</a>",
            await page.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_form_is_not_taken_from_elsewhere()
    {
        using var sample = new SampleComponent();
        var archive = await File.ReadAllBytesAsync(sample.Tar());
        var other = await SignedInAsync("other", new Grant(Roles.ProjectUploader, "qemu"));
        string[] tokens = ["", "x", PageForm.TokenOf(await other.GetStringAsync(Form))];
        foreach (var token in tokens)
        {
            Assert.Equal(
                HttpStatusCode.Forbidden,
                (await PostAsync(archive, token: token)).StatusCode
            );
        }

        var fields = await _browser.PostAsync(
            "/uploads",
            new FormUrlEncodedContent(new Dictionary<string, string> { ["project"] = "qemu" })
        );
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, fields.StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await _admin.GetAsync($"/api/v1/components/{sample.Name}")).StatusCode
        );
    }

    [Fact]
    public async Task What_one_may_not_upload_is_refused_on_the_page()
    {
        using var sample = new SampleComponent();
        var answer = await PostAsync(await File.ReadAllBytesAsync(sample.Tar()), project: "spice");
        Assert.Contains(
            "Only members of spice",
            await _browser.GetStringAsync(answer.Headers.Location),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_upload_under_way_can_be_looked_at_and_given_up()
    {
        var token = (
            "RequestVerificationToken",
            PageForm.TokenOf(await _browser.GetStringAsync(Form))
        );
        var made = await _browser.CreateAsync(
            4096,
            Metadata(("project", "qemu"), ("filename", "half.tar")),
            null,
            token
        );
        var api = made.Headers.Location!.OriginalString;
        await _browser.SendAsync(api, 0, new byte[1024], token);
        var path = api.Replace("/api/v1", "", StringComparison.Ordinal);

        var page = await _browser.GetStringAsync(path);
        Assert.Contains("1.0 KiB of 4.0 KiB are here", page, StringComparison.Ordinal);
        Assert.Contains("half.tar", await _browser.GetStringAsync(Form), StringComparison.Ordinal);
        var other = await SignedInAsync("other");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _browser.GetAsync("/uploads/0")).StatusCode);

        await _browser.PostAsync(path, PageForm.Of(page));

        Assert.Equal(HttpStatusCode.Gone, (await _browser.GetAsync(path)).StatusCode);
        Assert.DoesNotContain(
            "half.tar",
            await _browser.GetStringAsync(Form),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_script_and_what_it_stands_on_are_served()
    {
        foreach (var file in (string[])["/upload.js", "/lib/tus.min.js"])
        {
            Assert.Equal(HttpStatusCode.OK, (await _portal.Anonymous().GetAsync(file)).StatusCode);
        }
    }
}
