using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Benchmarks;

/// <summary>
/// A poll of a channel (<c>GET .../channels/stable</c>) by the ordinary endpoint, against nginx with two workers that serves
/// the same bytes from a file. wrk asks both, from the same machine, so ratios of requests a second also pay for wrk; those of
/// processor time a request do not.
/// </summary>
internal static partial class PollBenchmark
{
    private const string Channel = "/api/v1/products/tools/channels/stable";

    public static async Task<IReadOnlyList<string>> RunAsync(Options options, string folder)
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
        await SamplePortal.ReleaseAsync(admin, "1");
        await SamplePortal.PromoteAsync(admin, "1");
        // Signing follows a promotion, and changes what is answered.
        await Task.Delay(TimeSpan.FromSeconds(8));
        using var host = new HttpClient { BaseAddress = admin.BaseAddress };
        using var answer = await host.GetAsync(Channel);
        await using var nginx = await SampleNginx.StartAsync(
            folder,
            await answer.Content.ReadAsByteArrayAsync()
        );

        var rows = new List<string>();
        foreach (var known in (bool[])[true, false])
        {
            rows.Add(
                await RowAsync(
                    options,
                    known ? "poll, 304" : "poll, 200",
                    new(
                        new Uri(admin.BaseAddress!, Channel),
                        known ? answer.Headers.ETag!.ToString() : null,
                        [portal.Id]
                    ),
                    new(nginx.File, known ? nginx.Tag : null, nginx.Ids)
                )
            );
        }

        return rows;
    }

    private static async Task<string> RowAsync(
        Options options,
        string name,
        Polled ours,
        Polled peer
    )
    {
        var rounds = new List<(Load Ours, Load Peer)>();
        for (var round = 0; round <= options.Rounds; round++)
        {
            var first = await LoadAsync(round % 2 == 0 ? ours : peer);
            var second = await LoadAsync(round % 2 == 0 ? peer : ours);
            if (round > 0)
            {
                rounds.Add(round % 2 == 0 ? (first, second) : (second, first));
            }
        }

        var ratios = rounds.Select(r => r.Ours.PerSecond / r.Peer.PerSecond).Order().ToList();
        return IsoBenchmark.Row(
            name,
            "nginx, 2 workers, the same file",
            $"{Measurement.Median(rounds.Select(r => r.Ours.PerSecond)):N0} a second",
            $"{Measurement.Median(rounds.Select(r => r.Peer.PerSecond)):N0} a second",
            $"{Measurement.Median(ratios):0.00}",
            $"{ratios[0]:0.00}-{ratios[^1]:0.00}",
            $"{Measurement.Median(rounds.Select(r => r.Ours.CpuEach / r.Peer.CpuEach)):0.00}"
        );
    }

    private static async Task<Load> LoadAsync(Polled polled)
    {
        var before = polled.Processes.Sum(CpuSeconds);
        List<string> arguments = ["-t", "1", "-c", "16", "-d", "4s"];
        if (polled.Tag is { } tag)
        {
            arguments.AddRange(["-H", $"If-None-Match: {tag}"]);
        }

        var said = await Tool.ReadAsync("wrk", [.. arguments, polled.Address.AbsoluteUri]);
        var cpu = polled.Processes.Sum(CpuSeconds) - before;
        // wrk means those of 400 and above.
        if (said.Contains("Non-2xx", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(said);
        }

        var requests = double.Parse(
            Requests().Match(said).Groups[1].Value,
            CultureInfo.InvariantCulture
        );
        var rate = double.Parse(Rate().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
        return new(rate, cpu / requests);
    }

    private static double CpuSeconds(int process)
    {
        using var found = Process.GetProcessById(process);
        return found.TotalProcessorTime.TotalSeconds;
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    /// <summary>What is asked, with the entity tag that is known already, and who answers.</summary>
    private sealed record Polled(Uri Address, string? Tag, IReadOnlyList<int> Processes);

    /// <summary>Requests a second, and processor seconds of the server for each.</summary>
    private sealed record Load(double PerSecond, double CpuEach);
}
