using System.Diagnostics;

namespace Portal.Benchmarks;

/// <summary>What one benchmark found.</summary>
/// <param name="Name">With its size: <c>assemble, 200 MiB in 800 files</c>.</param>
/// <param name="Ours">Seconds, one a round.</param>
/// <param name="Peer">Seconds in the same rounds; empty when there is no peer.</param>
/// <param name="CpuRatios">
/// Processor time of ours to the peer's, user and system, in the same rounds: it hardly depends on who else uses the machine.
/// Empty where a running portal spends it, which is not ours to count.
/// </param>
internal sealed record Measurement(
    string Name,
    string PeerName,
    IReadOnlyList<double> Ours,
    IReadOnlyList<double> Peer,
    IReadOnlyList<double> CpuRatios
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
        Func<int, Task<double>> peer,
        bool countsCpu = false
    )
    {
        var ourTimes = new List<double>();
        var peerTimes = new List<double>();
        var cpuRatios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            (double Seconds, double Cpu) a;
            (double Seconds, double Cpu) b;
            if (round % 2 == 0)
            {
                a = await CpuAsync(ours, round);
                b = await CpuAsync(peer, round);
            }
            else
            {
                b = await CpuAsync(peer, round);
                a = await CpuAsync(ours, round);
            }

            if (round > 0)
            {
                ourTimes.Add(a.Seconds);
                peerTimes.Add(b.Seconds);
                cpuRatios.Add(a.Cpu / b.Cpu);
            }
        }

        return new(name, peerName, ourTimes, peerTimes, countsCpu ? cpuRatios : []);
    }

    public static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>
    /// The row of the table: name, peer, both medians, the median of the rounds' ratios and their range, and the median of
    /// the ratios of processor time.
    /// </summary>
    public string Row()
    {
        if (Peer.Count == 0)
        {
            return $"| {Name} | {PeerName} | {Seconds(Ours)} | | | | |";
        }

        var ratios = Ours.Zip(Peer, (a, b) => a / b).ToList();
        return $"| {Name} | {PeerName} | {Seconds(Ours)} | {Seconds(Peer)} | {Median(ratios):0.00} | {ratios.Min():0.00}-{ratios.Max():0.00} | {Cpu()} |";
    }

    private string Cpu() => CpuRatios.Count == 0 ? "" : $"{Median(CpuRatios):0.00}";

    /// <summary>Also the processor seconds that it took of this program and of those that it ran to their end.</summary>
    private static async Task<(double Seconds, double Cpu)> CpuAsync(
        Func<int, Task<double>> work,
        int round
    )
    {
        var before = Environment.CpuUsage.TotalTime.TotalSeconds + Tool.CpuSeconds();
        var seconds = await work(round);
        return (seconds, Environment.CpuUsage.TotalTime.TotalSeconds + Tool.CpuSeconds() - before);
    }

    /// <summary>To three digits at least: a page takes milliseconds, an image seconds.</summary>
    private static string Seconds(IEnumerable<double> values) =>
        Median(values) is var median && median < 0.1 ? $"{median:0.0000}" : $"{median:0.00}";

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
