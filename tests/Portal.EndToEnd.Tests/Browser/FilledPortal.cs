using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Portal.Testing;

namespace Portal.EndToEnd.Browser;

/// <summary>
/// A portal as it is after some weeks: two projects, components with several versions, one of them yanked, and a product with
/// releases that are ready, withdrawn, removed and failed. Everything by the public API.
/// </summary>
public sealed partial class FilledPortal : IAsyncDisposable
{
    public const string Product = "guest-tools";

    private FilledPortal(TestPortal portal, string link) => (Portal, Link) = (portal, link);

    public TestPortal Portal { get; }

    /// <summary>The administrator's one-time link.</summary>
    public string Link { get; private set; }

    public static async Task<FilledPortal> StartAsync()
    {
        var portal = await TestPortal.StartAsync();
        var filled = new FilledPortal(portal, LinkOf(portal));
        await filled.FillAsync();
        return filled;
    }

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();

    /// <summary>The path of the link that the start printed.</summary>
    public static string LinkOf(TestPortal portal)
    {
        ArgumentNullException.ThrowIfNull(portal);
        return PrintedLink().Match(portal.Output.ToString()).Value;
    }

    /// <summary>Another one-time link of the administrator.</summary>
    public async Task<string> NextLinkAsync()
    {
        var answer = await Portal.Admin().PostAsync("/api/v1/accounts/admin/sign-in-link", null);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
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
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    /// <summary>Makes a release and waits until its state is final.</summary>
    public async Task ReleaseAsync(string version, string state = "ready", string product = Product)
    {
        var admin = Portal.Admin();
        await PostAsync($"/api/v1/products/{product}/releases", new { version });
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

    private async Task FillAsync()
    {
        await PostAsync("/api/v1/projects", new { name = "qemu", title = "QEMU" });
        await PostAsync("/api/v1/projects", new { name = "spice", title = "SPICE" });
        foreach (var (version, changes) in Versions)
        {
            using var agent = new SampleComponent(
                "qemu-guest-agent",
                version,
                $"changes: |\n  {changes}"
            );
            for (var i = 0; i < 60; i++)
            {
                agent.Write($"docs/chapter-{i:00}.txt", $"{version} {i}");
            }

            await PublishAsync(agent, "qemu");
        }

        using (var vdagent = new SampleComponent("spice-vdagent", "0.22.1-1").WithOddNames())
        {
            await PublishAsync(vdagent, "spice");
        }

        await PostAsync(
            "/api/v1/components/qemu-guest-agent/versions/7.2.11-1/yank",
            new { reason = "Guests freeze on win2k19 when memory is taken back." }
        );
        await PostAsync(
            "/api/v1/products",
            new
            {
                name = Product,
                title = "Guest Tools",
                components = new[]
                {
                    new { name = "qemu-guest-agent", version = ">=7 <9" },
                    new { name = "spice-vdagent", version = ">=0.22" },
                },
            }
        );
        await ReleaseAsync("4.1");
        await PostAsync(
            $"/api/v1/products/{Product}/releases/4.1/withdraw",
            new { reason = "Loses static addresses on win2k22." }
        );
        await ReleaseAsync("4.2");
        using (
            var newer = new SampleComponent(
                "qemu-guest-agent",
                "8.2.2-1",
                "changes: new minor release"
            )
        )
        {
            await PublishAsync(newer, "qemu");
        }

        await ReleaseAsync("4.3");
    }

    private static readonly (string Version, string Changes)[] Versions =
    [
        ("7.2.11-1", "- fixes `guest-exec`"),
        ("7.2.22-1", "- fixes CVE-2026-1234\n  - keeps output when the agent restarts"),
        ("8.0~rc1", "first candidate"),
    ];

    private async Task PostAsync(string path, object body)
    {
        var answer = await Portal.Admin().PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex(@"/sign-in/\S+")]
    private static partial Regex PrintedLink();
}
