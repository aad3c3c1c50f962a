using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Portal.Testing;

namespace Portal.EndToEnd.Browser;

/// <summary>
/// A portal as it is after some weeks: two projects, components with several versions, one of them yanked, a product with
/// releases that are ready, withdrawn, removed and failed, people, robots, requests and uploads. Everything by the public API.
/// </summary>
public sealed partial class FilledPortal : IAsyncDisposable
{
    public const string Product = "guest-tools";

    /// <summary>A person with a role in <c>qemu</c> and in the product, and none that is everybody's.</summary>
    public const string Maintainer = "anna";

    /// <summary>The page of a version whose list of files is gone from the store.</summary>
    public const string LostVersion = "/components/lost-agent/1.0";

    private FilledPortal(TestPortal portal) => Portal = portal;

    public TestPortal Portal { get; }

    /// <summary>The page of an upload of the administrator's of which a half is there.</summary>
    public string HalfUpload { get; private set; } = "";

    /// <summary>The page of one that was refused, with findings in its manifest.</summary>
    public string RefusedUpload { get; private set; } = "";

    /// <summary>The page of an invitation that nobody took up yet.</summary>
    public string Invitation { get; private set; } = "";

    /// <summary>The page of a webhook whose address nobody finds.</summary>
    public string Webhook { get; private set; } = "";

    public static async Task<FilledPortal> StartAsync()
    {
        var portal = await TestPortal.StartAsync(
            options: new(new Dictionary<string, string> { ["Jobs:MaxFailures"] = "1" })
        );
        var filled = new FilledPortal(portal);
        await FilledReleases.MakeAsync(filled);
        await FilledChannels.MakeAsync(filled);
        await FilledAdvisories.MakeAsync(filled);
        await FilledHosts.MakeAsync(filled);
        await FilledFollowing.MakeAsync(filled);
        filled.Webhook = await FilledChannels.TellAsync(filled);
        filled.Invitation = await FilledPeople.MakeAsync(filled);
        (filled.HalfUpload, filled.RefusedUpload) = await FilledPeople.UploadAsync(filled);
        return filled;
    }

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();

    /// <summary>The path of the link that the start printed.</summary>
    public static string LinkOf(TestPortal portal)
    {
        ArgumentNullException.ThrowIfNull(portal);
        return PrintedLink().Match(portal.Output.ToString()).Value;
    }

    /// <summary>A one-time link of an account.</summary>
    public async Task<string> NextLinkAsync(string account = "admin")
    {
        using var json = await PostAsync($"/api/v1/accounts/{account}/sign-in-link", new { });
        return json.RootElement.GetProperty("path").GetString()!;
    }

    /// <summary>Publishes a version of a component, which makes it where it is new.</summary>
    public async Task PublishAsync(SampleComponent sample, string project)
    {
        ArgumentNullException.ThrowIfNull(sample);
        await using var archive = File.OpenRead(sample.Tar());
        var answer = await Portal
            .Admin()
            .PutAsync(
                $"/api/v1/components/{sample.Name}/versions/{Uri.EscapeDataString(sample.Version)}?project={project}",
                new StreamContent(archive)
            );
        await GoodAsync(answer);
    }

    /// <summary>Makes a release and waits until its state is final.</summary>
    public async Task ReleaseAsync(string version, string state = "ready", string product = Product)
    {
        var admin = Portal.Admin();
        (await PostAsync($"/api/v1/products/{product}/releases", new { version })).Dispose();
        var limit = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var json = JsonDocument.Parse(
                await admin.GetStringAsync($"/api/v1/products/{product}/releases/{version}")
            );
            var now = json.RootElement.GetProperty("state").GetString();
            if (now == state)
            {
                return;
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(limit) < TimeSpan.FromMinutes(3),
                $"{product} {version} is {now} and not {state}."
            );
            await Task.Delay(50);
        }
    }

    /// <summary>Posts as the administrator.</summary>
    public async Task SendAsync(string path, object body) =>
        (await PostAsync(path, body)).Dispose();

    public async Task<JsonDocument> PostAsync(string path, object body)
    {
        var answer = await Portal.Admin().PostAsJsonAsync(path, body);
        await GoodAsync(answer);
        var text = await answer.Content.ReadAsStringAsync();
        return JsonDocument.Parse(text == "" ? "null" : text);
    }

    /// <summary>Fails with what the portal answered and, where it is at fault itself, with what it logged.</summary>
    public async Task GoodAsync(HttpResponseMessage answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (!answer.IsSuccessStatusCode)
        {
            var logged = (int)answer.StatusCode < 500 ? [] : Portal.Log.Lines.TakeLast(5);
            Assert.Fail(
                $"{answer.RequestMessage!.RequestUri}: {await answer.Content.ReadAsStringAsync()}\n{string.Join('\n', logged)}"
            );
        }
    }

    [GeneratedRegex(@"/sign-in/\S+")]
    private static partial Regex PrintedLink();
}
