using System.Net.Http.Json;

namespace Portal.EndToEnd.Browser;

/// <summary>Channels of a <see cref="FilledPortal"/>: one that is half let out, one that waits for a first release, a distro's pin.</summary>
internal static class FilledChannels
{
    private const string Channels = $"/api/v1/products/{FilledPortal.Product}/channels";

    public static async Task MakeAsync(FilledPortal portal)
    {
        await portal.SendAsync("/api/v1/distros", new { name = "debian", title = "Debian" });
        await portal.SendAsync(Channels, new { name = "candidate" });
        await portal.SendAsync(Channels, new { name = "stable" });
        await portal.SendAsync(Channels, new { name = "debian-12", owner = "debian" });
        await portal.SendAsync(Channels, new { name = "debian-13", owner = "debian" });
        await PromoteAsync(portal, "stable", "4.2", 100);
        await PromoteAsync(portal, "stable", "4.3", 20);
        await PromoteAsync(portal, "debian-12", "4.2", 100);
    }

    private static async Task PromoteAsync(
        FilledPortal portal,
        string channel,
        string release,
        int percent
    )
    {
        var admin = portal.Portal.Admin();
        using var now = await admin.GetAsync($"{Channels}/{channel}");
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Channels}/{channel}")
        {
            Content = JsonContent.Create(
                new
                {
                    release,
                    percent,
                    comment = "No report of a failure for a week.",
                }
            ),
        };
        request.Headers.TryAddWithoutValidation("If-Match", now.Headers.ETag!.ToString());
        using var answer = await admin.SendAsync(request);
        await portal.GoodAsync(answer);
    }

    /// <summary>A webhook with two messages that are not taken; gives its page.</summary>
    public static async Task<string> TellAsync(FilledPortal portal)
    {
        ArgumentNullException.ThrowIfNull(portal);
        const string webhooks = $"/products/{FilledPortal.Product}/webhooks";
        using var made = await portal.PostAsync(
            $"/api/v1{webhooks}",
            new { url = "https://ci.example.invalid/hooks/guest-tools" }
        );
        var id = made.RootElement.GetProperty("webhook").GetProperty("id").GetString();
        foreach (var _ in (int[])[1, 2])
        {
            await portal.SendAsync($"/api/v1{webhooks}/{id}/ping", new { });
        }

        return $"{webhooks}/{id}";
    }
}
