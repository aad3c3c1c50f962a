using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Hosts;
using Portal.Protocol;
using Portal.Testing;

namespace Portal.EndToEnd.Browser;

/// <summary>
/// Hosts of a <see cref="FilledPortal"/>, on <c>stable</c> alone: some are current, some behind, failing, pinned or not heard
/// yet. The weeks before, which no API can make, are rows.
/// </summary>
internal static class FilledHosts
{
    private const int Days = 60;

    public static async Task MakeAsync(FilledPortal filled)
    {
        using var made = await filled.PostAsync(
            $"/api/v1/products/{FilledPortal.Product}/fleet-tokens",
            new { name = "rack 4" }
        );
        var token = made.RootElement.GetProperty("token").GetString()!;
        var images = new Dictionary<string, Digest>();
        foreach (var version in (string[])["4.2", "4.3"])
        {
            using var release = System.Text.Json.JsonDocument.Parse(
                await filled
                    .Portal.Admin()
                    .GetStringAsync($"/api/v1/products/{FilledPortal.Product}/releases/{version}")
            );
            images[version] = Digest.Parse(
                release.RootElement.GetProperty("image").GetProperty("sha256").GetString()!
            );
        }

        foreach (
            var (version, pinned, error) in ((string?, string?, string?)[])
                [
                    ("4.3", null, null),
                    ("4.3", null, null),
                    ("4.2", null, "cli.host.download"),
                    ("4.2", "4.2", null),
                    ("4.2", null, "cli.host.unreachable"),
                    (null, null, "cli.host.refused"),
                ]
        )
        {
            using var host = new ReportingHost(FilledPortal.Product);
            await filled.GoodAsync(await host.EnrollAsync(filled.Portal.Anonymous(), token));
            var report = host.Holding(
                version,
                version is null ? null : images[version],
                TimeProvider.System.GetUtcNow()
            ) with
            {
                Pinned = pinned,
                Error = error,
            };
            await filled.GoodAsync(await host.ReportAsync(filled.Portal.Anonymous(), report));
        }

        using var silent = new ReportingHost(FilledPortal.Product);
        await filled.GoodAsync(await silent.EnrollAsync(filled.Portal.Anonymous(), token));
        await RememberAsync(filled.Portal);
    }

    private static async Task RememberAsync(TestPortal portal)
    {
        await using var db = await portal.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        for (var ago = 1; ago <= Days; ago++)
        {
            Add("4.1", Math.Max(0, ago - 20) / 8);
            Add("4.2", Math.Clamp(60 - ago, 0, 40) / 8);
            Add("4.3", Math.Max(0, 16 - ago) / 6);

            void Add(string version, int hosts)
            {
                if (hosts > 0)
                {
                    db.Add(
                        new HostCount
                        {
                            Product = FilledPortal.Product,
                            Day = today.AddDays(-ago),
                            Channel = "stable",
                            Version = version,
                            Hosts = hosts,
                        }
                    );
                }
            }
        }

        await db.SaveChangesAsync();
    }
}
