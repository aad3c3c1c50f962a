using Portal.Data;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>The yearly drill of docs/keys.md, as the script that administrators run plays it.</summary>
[Trait("Speed", "Slow")]
public sealed class KeyDrillTests
{
    [Fact]
    public async Task Hosts_follow_every_change_of_keys_and_nothing_that_a_stolen_key_signed()
    {
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        var gtp = new Gtp(site.Portal.Url, site.Folder["home"]);
        await FollowedChannel.MakeAsync(
            gtp,
            site.Http,
            Upstream.Write(site.Folder.Path, "agent", "1.0"),
            "1.0"
        );
        await Until.TrueAsync(
            async () =>
                (await gtp.RunAsync("keys", "list")).Contains(
                    "stable.tools",
                    StringComparison.Ordinal
                ),
            "the channel's role"
        );
        var programs = Directory.CreateDirectory(site.Folder["bin"]).FullName;
        var shim = Path.Combine(programs, "gtp");
        await File.WriteAllTextAsync(shim, $"#!/bin/sh\nexec dotnet '{Gtp.GtpDll}' \"$@\"\n");
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
}
