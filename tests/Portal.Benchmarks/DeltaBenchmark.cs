using System.Text.Json;
using Portal.Packaging.Discs;

namespace Portal.Benchmarks;

/// <summary>
/// What a host that has one release is sent to have the next, counted on the wire, against what is new in it. The peer is what
/// cannot be avoided: the new contents, 1 % of them, and the file that says where everything lies, which holds the head.
/// </summary>
internal static class DeltaBenchmark
{
    private const int Components = 20;
    private const int FilesEach = 15;
    private const int MiB = 1 << 20;

    public static async Task<IReadOnlyList<string>> RunAsync(string folder)
    {
        await using var portal = await RunningPortal.StartAsync(Path.Combine(folder, "data"));
        await using var proxy = new CountingProxy(portal.Client.BaseAddress!);
        await FillAsync(portal.Client);
        await SamplePortal.PromoteAsync(portal.Client, "1");
        var host = new SampleHost(proxy.Address, folder);
        await host.InitAsync(await RootKeyAsync(portal.Client));
        await host.UpdateAsync("1");
        var first = proxy.Take();

        var rows = new List<string>();
        foreach (var (version, changed) in new[] { ("2", 1), ("3", FilesEach) })
        {
            await SamplePortal.PushAsync(
                portal.Client,
                "component-0",
                version,
                Files(0, changed, int.Parse(version))
            );
            await SamplePortal.ReleaseAsync(portal.Client, version);
            await SamplePortal.PromoteAsync(portal.Client, version);
            proxy.Take();
            await host.UpdateAsync(version);
            rows.Add(
                await RowAsync(portal.Client, version, $"{changed} MiB changed", proxy.Take())
            );
        }

        rows.Add(await RowAsync(portal.Client, "3", "nothing is there yet", first, isWhole: true));
        return rows;
    }

    private static async Task FillAsync(HttpClient admin)
    {
        await SamplePortal.FillAsync(
            admin,
            Enumerable.Range(0, Components).ToDictionary(i => $"component-{i}", i => Files(i, 0, 1))
        );
        await SamplePortal.ReleaseAsync(admin, "1");
    }

    /// <summary>Noise, of which the first files are of this version alone.</summary>
    private static IEnumerable<KeyValuePair<string, byte[]>> Files(
        int component,
        int changed,
        int version
    )
    {
        for (var i = 0; i < FilesEach; i++)
        {
            var content = new byte[MiB];
            new Random((component * 1000) + i + (i < changed ? version * 100_000 : 0)).NextBytes(
                content
            );
            yield return new($"files/{i}.bin", content);
        }
    }

    private static async Task<string> RowAsync(
        HttpClient client,
        string version,
        string what,
        long wire,
        bool isWhole = false
    )
    {
        var file = await ExtentsAsync(client, version);
        var (length, extents) = ExtentsFile.Read(file);
        var before = isWhole
            ? []
            : ExtentsFile
                .Read(await ExtentsAsync(client, $"{int.Parse(version) - 1}"))
                .Extents.Select(e => e.ContentId)
                .ToHashSet(StringComparer.Ordinal);
        var changed = extents.Where(e => !before.Contains(e.ContentId)).Sum(e => e.Length);
        var goal = (long)(changed * 1.01) + file.Length;
        return IsoBenchmark.Row(
            $"delta, {what} of {length >> 20} MiB",
            $"new contents x 1.01 + extents.json of {file.Length:N0} bytes",
            $"{wire:N0} bytes",
            $"{goal:N0} bytes",
            $"{(double)wire / goal:0.000}",
            "",
            ""
        );
    }

    private static Task<byte[]> ExtentsAsync(HttpClient client, string version) =>
        client.GetByteArrayAsync($"/download/tools/{version}/extents.json");

    private static async Task<string> RootKeyAsync(HttpClient client)
    {
        using var json = JsonDocument.Parse(
            await client.GetByteArrayAsync("/tuf/metadata/1.root.json")
        );
        return json
            .RootElement.GetProperty("signed")
            .GetProperty("roles")
            .GetProperty("root")
            .GetProperty("keyids")[0]
            .GetString()!;
    }
}
