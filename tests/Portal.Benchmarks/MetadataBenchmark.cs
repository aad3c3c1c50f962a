using System.Text.Json;

namespace Portal.Benchmarks;

/// <summary>
/// How long the files are that every host fetches to see whether there is something new, after many releases were made and
/// promoted one by one: they should not grow with them.
/// </summary>
internal static class MetadataBenchmark
{
    private static readonly int[] Counts = [1, 100, 1_000];

    public static async Task<IReadOnlyList<string>> RunAsync(string folder)
    {
        await using var portal = await RunningPortal.StartAsync(Path.Combine(folder, "data"));
        var admin = portal.Client;
        await SamplePortal.FillAsync(
            admin,
            new Dictionary<string, IEnumerable<KeyValuePair<string, byte[]>>>
            {
                ["agent"] = [new("files/a.txt", "an agent"u8.ToArray())],
            }
        );
        var rows = new List<string>();
        for (var number = 1; number <= Counts[^1]; number++)
        {
            await SamplePortal.ReleaseAsync(admin, $"{number}");
            await SamplePortal.PromoteAsync(admin, $"{number}");
            if (Counts.Contains(number))
            {
                await Task.Delay(TimeSpan.FromSeconds(8));
                rows.Add(await RowAsync(admin, number));
                await Console.Error.WriteLineAsync(rows[^1]);
            }
        }

        return rows;
    }

    private static async Task<string> RowAsync(HttpClient admin, int releases)
    {
        var timestamp = await admin.GetByteArrayAsync("/tuf/metadata/timestamp.json");
        var snapshot = await admin.GetByteArrayAsync(
            $"/tuf/metadata/{Version(timestamp, "snapshot.json")}.snapshot.json"
        );
        var lengths = new List<string>
        {
            $"timestamp {timestamp.Length:N0}",
            $"snapshot {snapshot.Length:N0}",
        };
        foreach (var role in (string[])["targets", "stable.tools", "rollout"])
        {
            var file = await admin.GetByteArrayAsync(
                $"/tuf/metadata/{Version(snapshot, $"{role}.json")}.{role}.json"
            );
            lengths.Add($"{role} {file.Length:N0}");
        }

        return IsoBenchmark.Row(
            $"metadata after {releases:N0} releases, bytes",
            "none",
            string.Join(", ", lengths),
            "",
            "",
            "",
            ""
        );
    }

    /// <summary>Which version of a file another one lists.</summary>
    private static int Version(byte[] metadata, string file)
    {
        using var json = JsonDocument.Parse(metadata);
        return json
            .RootElement.GetProperty("signed")
            .GetProperty("meta")
            .GetProperty(file)
            .GetProperty("version")
            .GetInt32();
    }
}
