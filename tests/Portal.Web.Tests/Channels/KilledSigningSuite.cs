using System.Net;
using System.Text;
using Portal.Data;
using Portal.Jobs;
using Portal.Protocol.Channels;
using Portal.Protocol.Components;
using Portal.Protocol.Products;
using Portal.Protocol.Projects;
using Portal.Protocol.Releases;
using Portal.Shell;
using Portal.Testing;
using Portal.Trust.OpenPgp;

namespace Portal.Channels;

/// <summary>A portal whose gpg stands still in the middle of a signature, and is killed there.</summary>
public abstract class KilledSigningSuite(DatabaseProvider provider)
{
    [Fact]
    public async Task A_portal_killed_while_it_signs_serves_the_signed_one_before_and_signs_at_the_next_start()
    {
        using var folder = new TestFolder();
        await using var database = await TestDatabase.CreatePreparedAsync(provider);
        var settings = StandStill(folder);

        await using (
            var server = await PortalProcess.StartAsync(folder["data"], database.Target, settings)
        )
        {
            using var admin = server.Admin();
            await FillAsync(admin);
            await admin.MakeAsync("stable");
            await admin.PromoteAsync("stable", "1.0");
            await SignedAsync(admin, "1.0");

            await File.WriteAllTextAsync(folder["hold"], "");
            await admin.PromoteAsync("stable", "1.1");
            await Until.TrueAsync(() => File.Exists(folder["held"]), "gpg is asked to sign");
            // What was acknowledged is the pointer; what is served is whole, and signed.
            Assert.Equal("1.1", (await ShowAsync(admin)).Release!.Version);
            Assert.Contains("Version: 1.0\n", await VerifiedAsync(admin), StringComparison.Ordinal);
            await server.KillAsync();
        }

        File.Delete(folder["hold"]);
        await using (
            var server = await PortalProcess.StartAsync(folder["data"], database.Target, settings)
        )
        {
            using var admin = server.Admin();
            Assert.Equal("1.1", (await ShowAsync(admin)).Release!.Version);
            await SignedAsync(admin, "1.1");
            Assert.Contains("Version: 1.1\n", await VerifiedAsync(admin), StringComparison.Ordinal);
            var history = await (
                await admin.GetAsync($"{ChannelSite.Api}/stable/history")
            ).ReadAsync<Protocol.PageWire<PromotionWire>>();
            Assert.Equal(["promote", "promote", "create"], history.Items.Select(p => p.Action));
        }
    }

    /// <summary>Puts a gpg before the real one that stands still before a signature while a file is there.</summary>
    private static Dictionary<string, string> StandStill(TestFolder folder)
    {
        var path = Environment.GetEnvironmentVariable("PATH")!;
        var real = path.Split(':').Select(p => Path.Combine(p, "gpg")).First(File.Exists);
        Directory.CreateDirectory(folder["bin"]);
        var gpg = Path.Combine(folder["bin"], "gpg");
        File.WriteAllText(
            gpg,
            $"""
            #!/bin/sh
            case "$*" in
            *--detach-sign*)
                if [ -e '{folder["hold"]}' ]; then
                    : > '{folder["held"]}'
                    while [ -e '{folder["hold"]}' ]; do sleep 0.2; done
                fi ;;
            esac
            exec {real} "$@"

            """
        );
        File.SetUnixFileMode(gpg, (UnixFileMode)0b111_101_101);
        return new()
        {
            ["PATH"] = $"{folder["bin"]}:{path}",
            ["Jobs__SweepInterval"] = "00:00:00.5",
            ["Channels__RefreshInterval"] = "00:00:00.5",
        };
    }

    internal static async Task FillAsync(HttpClient admin)
    {
        await (
            await admin.PostAsync("/api/v1/projects", new ProjectCreateWire("qemu", "QEMU"))
        ).ReadAsync<ProjectWire>();
        using var sample = new SampleComponent("agent", "1.0");
        await using (var archive = File.OpenRead(sample.Tar()))
        {
            await (
                await admin.PutAsync(
                    "/api/v1/components/agent/versions/1.0?project=qemu",
                    new StreamContent(archive)
                )
            ).ReadAsync<ComponentVersionWire>();
        }

        await (
            await admin.PostAsync(
                "/api/v1/products",
                new ProductCreateWire("tools", "Tools", [new("agent")])
            )
        ).ReadAsync<ProductWire>();
        foreach (var version in (string[])["1.0", "1.1"])
        {
            await (
                await admin.PostAsync(
                    "/api/v1/products/tools/releases",
                    new ReleaseCreateWire(version)
                )
            ).ReadAsync<ReleaseWire>();
            await UntilAsync(
                async () =>
                    (
                        await (
                            await admin.GetAsync($"/api/v1/products/tools/releases/{version}")
                        ).ReadAsync<ReleaseWire>()
                    ).State == ReleaseStates.Ready,
                $"{version} is ready"
            );
        }
    }

    internal static async Task<ChannelWire> ShowAsync(HttpClient admin) =>
        await (await admin.GetAsync($"{ChannelSite.Api}/stable")).ReadAsync<ChannelWire>();

    private static Task SignedAsync(HttpClient admin, string version) =>
        UntilAsync(
            async () => (await ShowAsync(admin)).SignedPointer?.Version == version,
            $"{version} is signed"
        );

    private static async Task<string> VerifiedAsync(HttpClient admin)
    {
        var text = await admin.GetByteArrayAsync("/download/tools/stable/RELEASE");
        using var data = new MemoryStream(text);
        var result = await new GpgVerifier().VerifyAsync(
            await admin.GetStringAsync("/keys/openpgp.asc"),
            await admin.GetByteArrayAsync("/download/tools/stable/RELEASE.asc"),
            data,
            default
        );
        Assert.Equal(GpgVerdict.Good, result.Verdict);
        return Encoding.UTF8.GetString(text);
    }

    internal static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 1200, $"In vain: {what}");
            await Task.Delay(100);
        }
    }
}

[Trait("Speed", "Slow")]
public sealed class SqliteKilledSigningTests() : KilledSigningSuite(DatabaseProvider.Sqlite);

[Trait("Speed", "Slow")]
[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlKilledSigningTests()
    : KilledSigningSuite(DatabaseProvider.PostgreSql);
