using System.Net.Http.Json;
using Portal.Data;
using Portal.Protocol;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>Uploads that break off in the middle, whoever dies: they go on where they were and are published once.</summary>
[Trait("Speed", "Slow")]
public abstract class ResumeTests(DatabaseProvider provider)
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public async Task A_gtp_that_was_killed_is_gone_on_with_by_the_next()
    {
        await using var site = await SiteAsync();
        var folder = Write(site);
        await using var line = new StallingProxy(site.Portal.Url, 5 * Megabyte);
        var gtp = new Gtp(line.Url, site.Folder["home"]);
        using (var first = gtp.Start("component", "push", folder, "--project", "tests"))
        {
            await StalledAsync(line, site);
            first.Kill();
            await first.WaitForExitAsync();
        }

        line.Mend();
        var (exit, output, errors) = await gtp.TryAsync(
            "component",
            "push",
            folder,
            "--project",
            "tests"
        );

        Assert.True(exit == 0, errors);
        Assert.StartsWith("Published big 1.0, digest ", output, StringComparison.Ordinal);
        Assert.Equal("Going on with the push of big 1.0 that broke off.\n", errors);
        // The second run sent only what the first had not.
        Assert.InRange(line.Sent, 8 * Megabyte, 11 * Megabyte);
        Assert.StartsWith(
            "Already published: big 1.0",
            await gtp.RunAsync("component", "push", folder, "--project", "tests"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_portal_that_was_killed_is_waited_for_and_gone_on_with()
    {
        await using var site = await SiteAsync();
        var folder = Write(site);
        await using var line = new StallingProxy(site.Portal.Url, 5 * Megabyte);
        var gtp = new Gtp(line.Url, site.Folder["home"]);
        var push = gtp.TryAsync("component", "push", folder, "--project", "tests");
        await StalledAsync(line, site);
        await site.Portal.KillAsync();
        line.Mend();
        await site.Portal.StartAsync();

        var (exit, output, errors) = await push;

        Assert.True(exit == 0, errors);
        Assert.StartsWith("Published big 1.0, digest ", output, StringComparison.Ordinal);
        Assert.Contains("Trying again in ", errors, StringComparison.Ordinal);
        Assert.InRange(line.Sent, 8 * Megabyte, 11 * Megabyte);
    }

    [Fact]
    public async Task A_portal_that_is_killed_again_and_again_publishes_once_what_was_sent()
    {
        await using var site = await SiteAsync();
        var folder = Write(site);
        var archive = folder + ".tar";
        await Tool.RunAsync("tar", "-cf", archive, "-C", folder, ".");
        var bytes = await File.ReadAllBytesAsync(archive);
        var random = new Random(20261125);
        var path = await Tus.CreateAsync(site.Http, bytes.Length, "tests");
        var kills = 0;
        while (true)
        {
            var offset = await Tus.OffsetAsync(site.Http, path);
            if (offset == bytes.Length)
            {
                break;
            }

            var count = (int)Math.Min(bytes.Length - offset, random.Next(Megabyte, 4 * Megabyte));
            var send = Tus.SendAsync(
                site.Http,
                path,
                offset,
                bytes.AsMemory((int)offset, count),
                withChecksum: random.Next(2) == 0
            );
            if (kills < 4)
            {
                await Task.Delay(random.Next(0, 30));
                await site.Portal.KillAsync();
                kills++;
                await Record.ExceptionAsync(async () => (await send).Dispose());
                await site.Portal.StartAsync();
            }
            else
            {
                (await send).Dispose();
            }
        }

        // Also while it publishes: whoever starts again goes on with it.
        await site.Portal.KillAsync();
        await site.Portal.StartAsync();
        using var outcome = await Tus.OutcomeAsync(site.Http, path);
        Assert.Equal("created", outcome.RootElement.GetProperty("state").GetString());
        var audit = await site.Http.GetFromJsonAsync(
            "/api/v1/audit",
            ProtocolJson.Default.PageWireAuditEntryWire
        );
        Assert.Single(audit!.Items, e => e is { Action: "component.publish", Subject: "big/1.0" });
    }

    /// <summary>The line is dead, and the portal has written what came by it: until then it may lie in a buffer.</summary>
    private static async Task StalledAsync(StallingProxy line, Site site)
    {
        await line.Stalled;
        await Until.TrueAsync(
            () =>
                Directory
                    .EnumerateFiles(
                        Path.Combine(site.Portal.Data, "staging", "uploads"),
                        "archive",
                        SearchOption.AllDirectories
                    )
                    .Any(file => new FileInfo(file).Length > 4 * Megabyte),
            "the portal has what came"
        );
    }

    private async Task<Site> SiteAsync()
    {
        var site = await Site.StartAsync(provider);
        await site.Http.CreateProjectAsync("tests");
        return site;
    }

    /// <summary>8 MiB that cannot be made smaller.</summary>
    private static string Write(Site site) =>
        Upstream.Write(
            site.Folder.Path,
            "big",
            "1.0",
            Enumerable
                .Range(0, 8)
                .ToDictionary(i => $"data/{i}.bin", i => Upstream.Noise(i, Megabyte))
        );
}

public sealed class ResumeTests_Sqlite() : ResumeTests(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class ResumeTests_PostgreSql() : ResumeTests(DatabaseProvider.PostgreSql);
