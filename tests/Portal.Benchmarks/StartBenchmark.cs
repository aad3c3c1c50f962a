namespace Portal.Benchmarks;

/// <summary>From starting the process to the first 200 of <c>/</c>, on a data folder that an earlier start made.</summary>
internal static class StartBenchmark
{
    public static async Task<Measurement> RunAsync(Options options, string folder)
    {
        var data = Path.Combine(folder, "data");
        await StartAsync(data);
        var seconds = new List<double>();
        for (var round = 0; round < options.Rounds; round++)
        {
            seconds.Add(await StartAsync(data));
        }

        return new("start to first 200", "none", seconds, [], []);
    }

    private static async Task<double> StartAsync(string data)
    {
        RunningPortal? portal = null;
        try
        {
            return await Measurement.TimeAsync(async () =>
                portal = await RunningPortal.StartAsync(data)
            );
        }
        finally
        {
            if (portal is not null)
            {
                await portal.DisposeAsync();
            }
        }
    }
}
