using System.Text.Json;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>The product "tools", whose channel "stable" hosts follow, made by gtp as people do.</summary>
internal static class FollowedChannel
{
    /// <summary>Makes releases of a component, and points the channel to the first.</summary>
    /// <param name="component">A folder of <see cref="Upstream"/>, of the component "agent".</param>
    public static async Task MakeAsync(
        Gtp gtp,
        HttpClient admin,
        string component,
        params string[] versions
    )
    {
        await admin.CreateProjectAsync("tests");
        await gtp.RunAsync("component", "push", component, "--project", "tests");
        await gtp.RunAsync("product", "create", "tools", "--component", "agent");
        foreach (var version in versions)
        {
            await gtp.RunAsync("release", "create", "tools", version, "--wait");
        }

        await gtp.RunAsync("channel", "create", "tools", "stable");
        await PromoteAsync(gtp, versions[0]);
    }

    public static Task PromoteAsync(Gtp gtp, string version, params string[] more) =>
        gtp.RunAsync([
            "channel",
            "promote",
            "tools",
            "stable",
            version,
            "--comment",
            "next",
            .. more,
        ]);

    /// <summary>Makes a host in the folders "host" and "images" of a test, which trusts the root of now.</summary>
    /// <returns>What tells gtp which host.</returns>
    public static async Task<string[]> FollowAsync(
        Gtp gtp,
        TestFolder folder,
        IEnumerable<string> mirrors,
        params string[] more
    )
    {
        string[] state = ["--state", folder["host"]];
        await gtp.RunAsync([
            "host",
            "init",
            "tools",
            "stable",
            .. mirrors.SelectMany(mirror => (string[])["--mirror", mirror]),
            "--root-key",
            await gtp.RootKeyAsync(),
            "--images",
            folder["images"],
            .. more,
            .. state,
        ]);
        return state;
    }

    /// <summary>Waits until the job has published what the channel hands out for the first time, and then how far.</summary>
    public static Task PublishedAsync(Gtp gtp, string[] state) =>
        Until.TrueAsync(
            async () =>
            {
                var (exit, output, _) = await gtp.TryAsync(["host", "check", "--json", .. state]);
                if (exit != 0)
                {
                    return false;
                }

                using var said = JsonDocument.Parse(output);
                return said.RootElement.GetProperty("reason").GetString() != "no-rollout";
            },
            "the channel is published"
        );

    /// <summary>Which version the channel offers to who verifies all of it; a refusal fails the test.</summary>
    public static async Task<string> OfferedAsync(Gtp gtp, string[] state) =>
        (await gtp.JsonAsync(["host", "check", .. state])).GetProperty("version").GetString()!;
}
