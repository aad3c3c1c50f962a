using System.Net.Http.Json;
using System.Text.Json;

namespace Portal.EndToEnd.Browser;

/// <summary>A product of a <see cref="FilledPortal"/> that takes its releases from another portal, which cannot be reached.</summary>
internal static class FilledFollowing
{
    public const string Product = "upstream-tools";

    private const string Api = $"/api/v1/products/{Product}/following";

    public static async Task MakeAsync(FilledPortal portal)
    {
        var admin = portal.Portal.Admin();
        using var made = await admin.PutAsJsonAsync(
            Api,
            new
            {
                title = "Upstream Tools",
                // Nobody listens there.
                mirrors = new[] { "http://127.0.0.1:9/tools", "http://127.0.0.1:9/mirror" },
                channels = new[] { "stable", "testing" },
                rootKeys = new[] { new string('a', 64) },
            }
        );
        await portal.GoodAsync(made);
        var limit = TimeProvider.System.GetTimestamp();
        while (!await IsCheckedAsync(admin))
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(limit) < TimeSpan.FromMinutes(3),
                "The other portal was never asked."
            );
            await Task.Delay(50);
        }
    }

    private static async Task<bool> IsCheckedAsync(HttpClient admin)
    {
        using var json = JsonDocument.Parse(await admin.GetStringAsync(Api));
        return json.RootElement.TryGetProperty("checkedAt", out var at)
            && at.ValueKind == JsonValueKind.String;
    }
}
