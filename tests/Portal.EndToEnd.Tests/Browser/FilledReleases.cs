using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portal.Testing;

namespace Portal.EndToEnd.Browser;

/// <summary>Components and releases of a <see cref="FilledPortal"/>.</summary>
internal static class FilledReleases
{
    private static readonly (string Version, string Changes)[] Versions =
    [
        ("7.2.11-1", "- fixes `guest-exec`"),
        ("7.2.22-1", "- fixes CVE-2026-1234\n  - keeps output when the agent restarts"),
        ("8.0~rc1", "first candidate"),
    ];

    public static async Task MakeAsync(FilledPortal portal)
    {
        await portal.SendAsync("/api/v1/projects", new { name = "qemu", title = "QEMU" });
        await portal.SendAsync("/api/v1/projects", new { name = "spice", title = "SPICE" });
        await LoseAsync(portal);
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

            await portal.PublishAsync(agent, "qemu");
        }

        using (var vdagent = new SampleComponent("spice-vdagent", "0.22.1-1").WithOddNames())
        {
            await portal.PublishAsync(vdagent, "spice");
        }

        using (var driver = Driver())
        {
            await portal.PublishAsync(driver, "qemu");
        }

        await portal.SendAsync(
            "/api/v1/components/qemu-guest-agent/versions/7.2.11-1/yank",
            new { reason = "Guests freeze on win2k19 when memory is taken back." }
        );
        await portal.SendAsync(
            "/api/v1/products",
            new
            {
                name = FilledPortal.Product,
                title = "Guest Tools",
                components = new[]
                {
                    new { name = "qemu-guest-agent", version = ">=7 <9" },
                    new { name = "spice-vdagent", version = ">=0.22" },
                    new { name = "netkvm", version = ">=0.1" },
                },
            }
        );
        await portal.ReleaseAsync("4.0");
        await WithdrawAsync(portal, "4.0", "Holds a file that may not be passed on.", remove: true);
        await portal.ReleaseAsync("4.1");
        await WithdrawAsync(portal, "4.1", "Loses static addresses on win2k22.", remove: false);
        await portal.ReleaseAsync("4.2");
        using (
            var newer = new SampleComponent(
                "qemu-guest-agent",
                "8.2.2-1",
                "changes: new minor release"
            )
        )
        {
            await portal.PublishAsync(newer, "qemu");
        }

        await portal.ReleaseAsync("4.3");
        await FailAsync(portal, "4.4");
    }

    private static SampleComponent Driver() =>
        new SampleComponent("netkvm", "0.1.285")
            .Write(
                "component.yaml",
                """
                component: netkvm
                version: 0.1.285
                summary: Network driver for Windows guests
                license: BSD-3-Clause
                stage: network
                install:
                  - when: { platform: [win10, win2k22], arch: x86_64 }
                    inf: w10/amd64/*.inf
                """
            )
            .Write(
                "w10/amd64/netkvm.inf",
                "[Version]\r\nClass = Net\r\nProvider = Test\r\nDriverVer = 08/13/2024,100.101.104.27100\r\n"
            )
            .Write("w10/amd64/netkvm.sys", "a driver");

    private static Task WithdrawAsync(
        FilledPortal portal,
        string version,
        string reason,
        bool remove
    ) =>
        portal.SendAsync(
            $"/api/v1/products/{FilledPortal.Product}/releases/{version}/withdraw",
            new { reason, remove }
        );

    /// <summary>A release of a component of which a file is gone from the store.</summary>
    private static async Task FailAsync(FilledPortal portal, string version)
    {
        const string Content = "what will not be there";
        using (var damaged = new SampleComponent("spice-vdagent", "0.22.2-1"))
        {
            await portal.PublishAsync(damaged.Write("payload.bin", Content), "spice");
        }

        DeleteBlob(
            portal,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content)))
        );
        await portal.ReleaseAsync(version, "failed");
    }

    private static async Task LoseAsync(FilledPortal portal)
    {
        using var lost = new SampleComponent("lost-agent", "1.0");
        await portal.PublishAsync(lost, "qemu");
        using var json = JsonDocument.Parse(
            await portal.Portal.Admin().GetStringAsync("/api/v1/components/lost-agent/versions/1.0")
        );
        DeleteBlob(portal, json.RootElement.GetProperty("digest").GetString()!);
    }

    private static void DeleteBlob(FilledPortal portal, string digest) =>
        File.Delete(
            Directory
                .EnumerateFiles(portal.Portal.Data, digest, SearchOption.AllDirectories)
                .Single()
        );
}
