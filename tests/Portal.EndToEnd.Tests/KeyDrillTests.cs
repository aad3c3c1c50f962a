using Portal.Data;

namespace Portal.EndToEnd;

/// <summary>The yearly drill of docs/keys.md, as the script that administrators run plays it.</summary>
[Trait("Speed", "Slow")]
public sealed class KeyDrillTests
{
    [Fact]
    public async Task Hosts_follow_every_change_of_keys_and_nothing_that_a_stolen_key_signed()
    {
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        await site.Http.CreateProjectAsync("tests");
        var gtp = new Gtp(site.Portal.Url, site.Folder["home"]);
        var component = Upstream.Write(site.Folder.Path, "agent", "1.0");
        await gtp.RunAsync("component", "push", component, "--project", "tests");
        await gtp.RunAsync("product", "create", "tools", "--component", "agent");
        await gtp.RunAsync("release", "create", "tools", "1.0", "--wait");
        await gtp.RunAsync("channel", "create", "tools", "stable");
        await gtp.RunAsync("channel", "promote", "tools", "stable", "1.0", "--comment", "first");
        await PublishedAsync(site);
        var programs = Directory.CreateDirectory(site.Folder["bin"]).FullName;
        var shim = Path.Combine(programs, "gtp");
        await File.WriteAllTextAsync(
            shim,
            $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "gtp.dll")}' \"$@\"\n"
        );
        File.SetUnixFileMode(shim, (UnixFileMode)0b111_101_101);

        var (exit, output, errors) = await Tool.TryAsync(
            Path.Combine(RepositoryFolder.Path, "examples/keys/drill.sh"),
            ["--on-a-copy", "tools", "stable", site.Folder["drill"]],
            new Dictionary<string, string?>
            {
                ["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}",
                ["GTP_URL"] = site.Portal.Url,
                ["GTP_TOKEN"] = PortalProcess.AdminToken,
                ["XDG_CONFIG_HOME"] = site.Folder["home"],
            },
            null
        );

        Assert.True(exit == 0, output + errors);
        Assert.EndsWith(
            "The drill is done: every change was followed, and nothing that a stolen key signed.\n",
            output,
            StringComparison.Ordinal
        );
    }

    private static async Task PublishedAsync(Site site)
    {
        for (var tries = 0; ; tries++)
        {
            using var answer = await site.Http.GetAsync("/tuf/metadata/timestamp.json");
            if (
                answer.IsSuccessStatusCode
                && (await site.Http.GetStringAsync("/api/v1/updates")).Contains(
                    "stable.tools",
                    StringComparison.Ordinal
                )
            )
            {
                return;
            }

            Assert.True(tries < 120, "The channel was not published.");
            await Task.Delay(500);
        }
    }
}
