namespace Portal.EndToEnd.Browser;

/// <summary>Advisories of a <see cref="FilledPortal"/>: one that a channel carries, one without a fix, one that was withdrawn.</summary>
internal static class FilledAdvisories
{
    public const string Open = "/components/qemu-guest-agent/advisories/CVE-2026-1234";

    public const string Withdrawn = "/components/qemu-guest-agent/advisories/CVE-2025-4321";

    private const string Api = "/api/v1/components/qemu-guest-agent/advisories";

    public static async Task MakeAsync(FilledPortal portal)
    {
        await TellAsync(
            portal,
            "CVE-2025-4321",
            [">=7 <7.2.11-1"],
            ["7.2.11-1"],
            "medium",
            "A guest that is told to freeze does not thaw again."
        );
        using (
            var request = new HttpRequestMessage(HttpMethod.Post, $"{Api}/CVE-2025-4321/withdraw")
            {
                Content = System.Net.Http.Json.JsonContent.Create(
                    new { reason = "Only a debug build does this." }
                ),
            }
        )
        {
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            using var answer = await portal.Portal.Admin().SendAsync(request);
            await portal.GoodAsync(answer);
        }

        await TellAsync(
            portal,
            "CVE-2026-1234",
            [">=7 <8.3", "<0.1"],
            ["8.3"],
            "high",
            "Somebody with a shell in the guest makes the agent read files that only its administrator may read."
        );
        await TellAsync(
            portal,
            "GHSA-2p57-rm9w-gvfp",
            ["*"],
            [],
            "low",
            "The log names files of the host."
        );
    }

    private static Task TellAsync(
        FilledPortal portal,
        string id,
        string[] affected,
        string[] fixedIn,
        string severity,
        string summary
    ) =>
        portal.SendAsync(
            Api,
            new
            {
                id,
                affected,
                fixedIn,
                severity,
                summary,
                link = $"https://example.org/advisories/{id}",
            }
        );
}
