using System.Runtime.InteropServices;
using Portal.Benchmarks;

if (Options.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(Options.Usage);
    return 2;
}

var rows = new List<string>();
foreach (var name in options.Names)
{
    // Short: gpg's socket lies in the data folder, and its path is limited.
    var folder = Directory
        .CreateDirectory(Path.Combine(options.Folder, $"gtp-bench-{Environment.ProcessId}"))
        .FullName;
    try
    {
        await Console.Error.WriteLineAsync($"{name} ...");
        rows.AddRange(
            name switch
            {
                "assemble" => [(await AssembleBenchmark.RunAsync(options, folder)).Row()],
                "iso" => await IsoBenchmark.RunAsync(options, folder),
                "upload" => [(await UploadBenchmark.RunAsync(options, folder)).Row()],
                "delta" => await DeltaBenchmark.RunAsync(folder),
                "metadata" => await MetadataBenchmark.RunAsync(folder),
                "poll" => await PollBenchmark.RunAsync(options, folder),
                "pages" => (await PagesBenchmark.RunAsync(options, folder)).Select(m => m.Row()),
                _ => [(await StartBenchmark.RunAsync(options, folder)).Row()],
            }
        );
    }
    catch (InvalidOperationException e)
    {
        // A tool or the portal failed, and the message says how.
        await Console.Error.WriteLineAsync(e.Message);
        return 1;
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
Console.WriteLine(
    $"{Environment.ProcessorCount} cores, {memory} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}; {options.Rounds} rounds"
);
Console.WriteLine();
Console.WriteLine("| measure | peer | ours, s | peer, s | ratio | range | CPU |");
Console.WriteLine("|---|---|---|---|---|---|---|");
foreach (var row in rows)
{
    Console.WriteLine(row);
}

return 0;
