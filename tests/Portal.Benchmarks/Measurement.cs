using System.Diagnostics;

namespace Portal.Benchmarks;

/// <summary>What one benchmark found.</summary>
/// <param name="Name">With its size: <c>assemble, 200 MiB in 800 files</c>.</param>
/// <param name="Ours">Seconds, one a round.</param>
/// <param name="Peer">Seconds in the same rounds; empty when there is no peer.</param>
internal sealed record Measurement(
    string Name,
    string PeerName,
    IReadOnlyList<double> Ours,
    IReadOnlyList<double> Peer
)
{
    /// <summary>
    /// Runs the two in turn and changes who is first each round, so that neither always finds the warmer cache. The first
    /// round warms both and is not counted.
    /// </summary>
    public static async Task<Measurement> PairAsync(
        string name,
        string peerName,
        int rounds,
        Func<int, Task<double>> ours,
        Func<int, Task<double>> peer
    )
    {
        var ourTimes = new List<double>();
        var peerTimes = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            double a;
            double b;
            if (round % 2 == 0)
            {
                a = await ours(round);
                b = await peer(round);
            }
            else
            {
                b = await peer(round);
                a = await ours(round);
            }

            if (round > 0)
            {
                ourTimes.Add(a);
                peerTimes.Add(b);
            }
        }

        return new(name, peerName, ourTimes, peerTimes);
    }

    public static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The row of the table: name, peer, both medians, the median of the rounds' ratios and their range.</summary>
    public string Row()
    {
        if (Peer.Count == 0)
        {
            return $"| {Name} | {PeerName} | {Seconds(Ours)} | | | |";
        }

        var ratios = Ours.Zip(Peer, (a, b) => a / b).ToList();
        return $"| {Name} | {PeerName} | {Seconds(Ours)} | {Seconds(Peer)} | {Median(ratios):0.00} | {ratios.Min():0.00}-{ratios.Max():0.00} |";
    }

    /// <summary>To three digits at least: a page takes milliseconds, an image seconds.</summary>
    private static string Seconds(IEnumerable<double> values) =>
        Median(values) is var median && median < 0.1 ? $"{median:0.0000}" : $"{median:0.00}";

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
