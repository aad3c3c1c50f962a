using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Portal.Access;
using Portal.Data;
using Portal.Jobs;
using Portal.Protocol.Access;
using Portal.Protocol.Products;
using Portal.Protocol.Projects;
using Portal.Protocol.Releases;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Releases;

/// <summary>
/// A portal with the product <c>tools</c> of <c>agent</c> and <c>driver</c>, whose releases are assembled when the test
/// says so and not before.
/// </summary>
internal sealed partial class ReleaseSite : IAsyncDisposable
{
    private ReleaseSite(TestPortal portal) => Portal = portal;

    public TestPortal Portal { get; }

    /// <summary>The administrator, who may do everything.</summary>
    public HttpClient Admin { get; private set; } = null!;

    public HttpClient Anonymous { get; private set; } = null!;

    /// <summary>Signed in, without any role.</summary>
    public HttpClient Nobody { get; private set; } = null!;

    /// <param name="configure">Last word on services.</param>
    public static async Task<ReleaseSite> StartAsync(
        DatabaseProvider provider,
        Action<WebApplicationBuilder>? configure = null
    )
    {
        var portal = await TestPortal.StartAsync(
            provider,
            new TestPortalOptions(
                new Dictionary<string, string>
                {
                    ["Jobs:Enabled"] = "false",
                    ["Jobs:MaxFailures"] = "2",
                    ["Jobs:Node"] = "build-2",
                },
                configure
            )
        );
        var site = new ReleaseSite(portal)
        {
            Admin = portal.Admin(),
            Anonymous = portal.Anonymous(),
        };
        await (
            await site.Admin.PostAsync("/api/v1/projects", new ProjectCreateWire("qemu", "QEMU"))
        ).ReadAsync<ProjectWire>();
        await site.UploadAsync("agent", "1.0", "changes: first");
        await site.UploadAsync("driver", "5", "");
        await (
            await site.Admin.PostAsync(
                "/api/v1/products",
                new ProductCreateWire("tools", "Tools", [new("agent", ">=1"), new("driver")])
            )
        ).ReadAsync<ProductWire>();
        await portal
            .Get<AccountService>()
            .CreateAccountAsync(Caller.System, "nobody", null, [], default);
        var token = await portal
            .Get<TokenService>()
            .CreateAsync(new Caller("nobody", CallerKind.Account, []), new("t"), default);
        site.Nobody = portal.With(token.Value.Text);
        return site;
    }

    /// <summary>Publishes a component with a payload of 100,000 bytes of its own.</summary>
    public async Task UploadAsync(string name, string version, string more)
    {
        using var sample = new SampleComponent(name, version, more);
        sample
            .Write("bin/payload", $"{name} {version} " + new string('x', 100_000))
            .Write("doc/readme.txt", "the same in all")
            .Write("a/b/deep.txt", "deep");
        await using var archive = File.OpenRead(sample.Tar());
        var answer = await Admin.PutAsync(
            $"/api/v1/components/{name}/versions/{version}?project=qemu",
            new StreamContent(archive)
        );
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    public async Task YankAsync(string name, string version, string reason)
    {
        var answer = await Admin.PostAsync(
            $"/api/v1/components/{name}/versions/{version}/yank",
            Http.Json($$"""{"reason":"{{reason}}"}""")
        );
        Assert.True(answer.IsSuccessStatusCode);
    }

    /// <summary>Queues a release, and assembles it unless it shall wait.</summary>
    public async Task<Release> ReleaseAsync(string version, bool wait = false)
    {
        await (
            await Admin.PostAsync("/api/v1/products/tools/releases", new ReleaseCreateWire(version))
        ).ReadAsync<ReleaseWire>();
        var release = await FindAsync(version);
        if (!wait)
        {
            await AssembleAsync(release);
        }

        return await FindAsync(version);
    }

    public async Task AssembleAsync(Release release) =>
        await Portal
            .Services.GetServices<IWorkSource>()
            .Single(s => s.Kind == ReleaseProgress.Kind)
            .RunAsync(release.Id, default);

    public async Task<Release> FindAsync(string version) =>
        (await Portal.Get<ReleaseService>().FindAsync("tools", version, default))!;

    /// <summary>The file in the store that holds a file of a component.</summary>
    public async Task<string> BlobOfAsync(string component, string version, string path)
    {
        var files = await Portal
            .Get<Components.ComponentFiles>()
            .FindAsync(component, version, default);
        var digest = files!.List.Find(path)!.Sha256;
        return Directory
            .EnumerateFiles(Portal.Data, digest.Hex, SearchOption.AllDirectories)
            .Single();
    }

    /// <summary>Changes one byte of a file of a component; gives what mends it again.</summary>
    public async Task<Action> DamageAsync(string component, string version, string path)
    {
        var blob = await BlobOfAsync(component, version, path);
        var whole = await File.ReadAllBytesAsync(blob);
        File.SetUnixFileMode(blob, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var broken = (byte[])whole.Clone();
        broken[0] ^= 1;
        await File.WriteAllBytesAsync(blob, broken);
        return () => File.WriteAllBytes(blob, whole);
    }

    /// <summary>Reads a page and sends its form back with some fields changed, as a browser without script does.</summary>
    public static async Task<HttpResponseMessage> SendFormAsync(
        HttpClient client,
        string page,
        string form,
        params (string Name, string Value)[] fields
    )
    {
        var html = await client.GetStringAsync(page);
        return await SendFormAsync(client, page, html, form, fields);
    }

    public static async Task<HttpResponseMessage> SendFormAsync(
        HttpClient client,
        string page,
        string html,
        string form,
        params (string Name, string Value)[] fields
    )
    {
        var sent = new List<KeyValuePair<string, string>>
        {
            new("_handler", form),
            new("__RequestVerificationToken", Token().Match(html).Groups["value"].Value),
        };
        sent.AddRange(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await client.PostAsync(page, new FormUrlEncodedContent(sent));
    }

    /// <summary>What is chosen in each field of a new release's form.</summary>
    public static IReadOnlyList<(string Name, string Value)> FieldsOf(string html) =>
        [
            .. Select()
                .Matches(html)
                .Select(m =>
                    (
                        WebUtility.HtmlDecode(m.Groups["name"].Value),
                        Selected().Match(m.Groups["options"].Value).Groups["value"].Value
                    )
                ),
            ("version", VersionField().Match(html).Groups["value"].Value),
        ];

    public ValueTask DisposeAsync() => Portal.DisposeAsync();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex(
        "<select [^>]*name=\"(?<name>[^\"]+)\"[^>]*>(?<options>.*?)</select>",
        RegexOptions.Singleline
    )]
    private static partial Regex Select();

    [GeneratedRegex("<option value=\"(?<value>[^\"]*)\" selected")]
    private static partial Regex Selected();

    [GeneratedRegex("<input [^>]*id=\"version\"[^>]* value=\"(?<value>[^\"]*)\"")]
    private static partial Regex VersionField();
}
