using System.Text;
using Portal.Testing;

namespace Portal.Benchmarks;

/// <summary>
/// Pages of a portal with 1,000 components and 10,000 releases against the same pages of one with two of each: what grows with
/// the database shows as a ratio above 1.
/// </summary>
internal static class PagesBenchmark
{
    private const int Components = 1_000;
    private const int Releases = 10_000;
    private const int RequestsARound = 20;

    private static readonly string[] Paths =
    [
        "/",
        "/products",
        "/products/tools",
        "/products/tools/releases/2",
        "/products/tools/releases/2/contents",
        "/components",
        "/components/agent",
        "/components/agent/2",
        "/advisories",
        "/components/agent/advisories/CVE-2026-1234",
        "/projects",
        "/projects/qemu",
        "/search?q=agent",
        "/jobs",
        "/download/tools/",
        "/feed.atom",
    ];

    public static async Task<IReadOnlyList<Measurement>> RunAsync(Options options, string folder)
    {
        var small = Path.Combine(folder, "small");
        await using (var portal = await RunningPortal.StartAsync(small))
        {
            await FillAsync(portal.Client);
        }

        var large = Path.Combine(folder, "large");
        await Tool.RunAsync("cp", "-a", small, large);
        await GrowAsync(Path.Combine(large, "portal.db"));

        await using var few = await RunningPortal.StartAsync(small);
        await using var many = await RunningPortal.StartAsync(large);
        var measurements = new List<Measurement>();
        foreach (var path in Paths)
        {
            measurements.Add(
                await Measurement.PairAsync(
                    $"page {path}, {Components:N0} components and {Releases:N0} releases",
                    "two of each",
                    options.Rounds,
                    _ => GetAsync(many.Client, path),
                    _ => GetAsync(few.Client, path)
                )
            );
        }

        return measurements;
    }

    /// <summary>Seconds of one request, of several in a row.</summary>
    private static async Task<double> GetAsync(HttpClient client, string path)
    {
        var seconds = await Measurement.TimeAsync(async () =>
        {
            for (var i = 0; i < RequestsARound; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.Accept.ParseAdd("text/html");
                using var answer = await client.SendAsync(request);
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
            }
        });
        return seconds / RequestsARound;
    }

    private static async Task FillAsync(HttpClient admin)
    {
        string[] components = ["agent", "driver"];
        await SamplePortal.FillAsync(admin, components.ToDictionary(c => c, c => Files(c, "1")));
        await SamplePortal.ReleaseAsync(admin, "1");
        foreach (var component in components)
        {
            await SamplePortal.PushAsync(admin, component, "2", Files(component, "2"));
        }

        await SamplePortal.ReleaseAsync(admin, "2");
        await SamplePortal.PostAsync(
            admin,
            "/api/v1/components/agent/advisories",
            new
            {
                id = "CVE-2026-1234",
                affected = (string[])["<2"],
                fixedIn = (string[])["2"],
                severity = "high",
                summary = "A sample",
            }
        );
    }

    private static async Task GrowAsync(string database)
    {
        var rows = new RowClones(database);
        const string agent = "printf('agent-%05d', n)";
        await rows.CopyAsync("Components", "Name = 'agent'", Components, ("Name", agent));
        await rows.CopyAsync(
            "ComponentVersions",
            "Component = 'agent'",
            Components,
            ("Component", agent),
            ("UploadedAt", "UploadedAt - n")
        );
        // The id of a copy follows from its number, so that rows of other tables find it. Times are milliseconds and differ,
        // as those of real rows do.
        const string id = "printf('%08d-0000-7000-8000-000000000000', n)";
        const string one = "(SELECT Id FROM Releases WHERE Version = '1')";
        await rows.CopyAsync(
            "Releases",
            "Version = '1' AND Product = 'tools'",
            Releases,
            ("Id", id),
            ("Version", "printf('0.%d', n)"),
            // Any text that differs: these sort below the two real ones.
            ("VersionKey", "printf('%08d', n)"),
            ("CreatedAt", "CreatedAt - 60000 * n"),
            ("ReadyAt", "ReadyAt - 60000 * n")
        );
        await rows.CopyAsync(
            "ReleaseComponents",
            $"ReleaseId = {one}",
            Releases,
            ("ReleaseId", id)
        );
        await rows.CopyAsync("Images", $"ReleaseId = {one}", Releases, ("ReleaseId", id));
    }

    private static IEnumerable<KeyValuePair<string, byte[]>> Files(
        string component,
        string version
    ) =>
        Enumerable
            .Range(0, 100)
            .Select(i =>
                KeyValuePair.Create(
                    $"files/{i}.txt",
                    Encoding.UTF8.GetBytes($"{component} {version} {i}")
                )
            );
}
