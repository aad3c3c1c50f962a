using System.Text.RegularExpressions;
using Portal.Protocol.Releases;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>
/// "./run demo" with the packages that this machine's sources offer. Where they offer none it goes on with its own sources,
/// and everything here holds all the same.
/// </summary>
[Trait("Speed", "Slow")]
public sealed partial class DemoTests
{
    [Fact]
    public async Task The_demo_makes_two_releases_that_differ_in_one_component_and_goes_on_when_run_again()
    {
        using var folder = new TestFolder();
        var iso = await DriverDisc.MakeAsync(folder["virtio-win-0.1.271.iso"]);
        string[] arguments = ["demo", "--once", "--data", folder["demo"], "--virtio-win", iso];

        var (exit, first) = await RunScript.RunAsync("./run", arguments);
        Assert.True(exit == 0, first);
        AssertSays(first, "guest-tools-1.1.iso: gpgv accepts");
        AssertSays(first, "guest-tools-1.1.iso: sha256sum finds");
        AssertSays(first, "guest-tools-1.1.iso: xorriso reads");
        AssertSays(first, "virtio-win-0.1.271.iso: gpgv accepts");
        Assert.Matches(SignInLink(), first);
        var made = await ReleasesAsync(folder["demo/portal"]);

        (exit, var second) = await RunScript.RunAsync("./run", arguments);
        Assert.True(exit == 0, second);
        AssertSays(second, "Already published: ");
        Assert.DoesNotContain("  Published ", second, StringComparison.Ordinal);
        Assert.Equal(made, await ReleasesAsync(folder["demo/portal"]));
    }

    [Fact]
    public async Task A_failure_names_its_step_and_ends_with_a_code()
    {
        using var folder = new TestFolder();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        var (exit, output) = await RunScript.RunAsync(
            "./run",
            ["demo", "--once", "--data", folder["demo"], "--port", $"{port}"]
        );

        Assert.Equal(1, exit);
        AssertSays(output, $"something listens on port {port} already");
    }

    [Theory]
    [InlineData("--port", "many")]
    [InlineData("--virtio-win", "/no/such/file.iso")]
    [InlineData("--nonsense")]
    [InlineData("--data")]
    public async Task A_wrong_command_line_is_refused_before_anything_is_done(
        params string[] arguments
    )
    {
        var (exit, output) = await RunScript.RunAsync("./run", ["demo", .. arguments]);

        Assert.Equal(2, exit);
        AssertSays(output, "See ./run demo --help.");
    }

    /// <summary>Starts a portal on the demo's data and asks its API; gives what may not change.</summary>
    private static async Task<string> ReleasesAsync(string data)
    {
        await using var portal = await PortalProcess.StartAsync(data);
        var before = await portal.Http.WaitReadyAsync("guest-tools", "1.0");
        var after = await portal.Http.WaitReadyAsync("guest-tools", "1.1");

        var changed = Assert.Single(
            after.Components,
            component => !before.Components.Any(other => Same(component, other))
        );
        var old = Assert.Single(
            before.Components,
            component => !after.Components.Any(other => Same(component, other))
        );
        Assert.Equal(old.Name, changed.Name);
        Assert.NotEqual(old.Version, changed.Version);
        Assert.Equal(before.Components.Count, after.Components.Count);
        Assert.Contains(after.Components, component => component.Name == "virtio-list");

        using var downloads = new TestFolder();
        foreach (var version in new[] { "1.0", "1.1" })
        {
            await VerifyAsync(portal.Http, version, downloads.Path);
        }

        foreach (
            var link in new[]
            {
                "/",
                "/products/guest-tools/releases/1.1",
                "/download/guest-tools/",
            }
        )
        {
            using var answer = await portal.Http.GetAsync(link);
            Assert.True(answer.IsSuccessStatusCode, $"{link}: {answer.StatusCode}");
        }

        var drivers = await portal.Http.WaitReadyAsync("virtio-win", "0.1.271");
        Assert.Contains(drivers.Components, component => component.Name == "netkvm");
        return string.Join(' ', before.Image!.Sha256, after.Image!.Sha256, drivers.Image!.Sha256);
    }

    private static async Task VerifyAsync(HttpClient http, string version, string folder)
    {
        var iso = $"guest-tools-{version}.iso";
        foreach (var file in new[] { iso, iso + ".asc" })
        {
            await http.DownloadAsync($"/download/guest-tools/{version}/{file}", $"{folder}/{file}");
        }

        await http.DownloadAsync("/keys/openpgp.asc", $"{folder}/key.asc");
        await Tool.RunAsync(
            "sh",
            "-c",
            $"GNUPGHOME='{folder}' gpg --batch --yes --dearmor -o '{folder}/key.gpg' '{folder}/key.asc'"
        );
        await Tool.RunAsync(
            "gpgv",
            "--keyring",
            $"{folder}/key.gpg",
            $"{folder}/{iso}.asc",
            $"{folder}/{iso}"
        );
    }

    private static bool Same(ReleaseComponentWire one, ReleaseComponentWire other) =>
        one.Name == other.Name && one.Version == other.Version && one.Digest == other.Digest;

    private static void AssertSays(string output, string text) =>
        Assert.True(
            output.Contains(text, StringComparison.Ordinal),
            $"It did not say '{text}':\n{output}"
        );

    [GeneratedRegex(@"http://127\.0\.0\.1:[0-9]+/sign-in/[A-Za-z0-9_-]{20,}")]
    private static partial Regex SignInLink();
}
