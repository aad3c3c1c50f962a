namespace Portal.Benchmarks;

/// <summary>A host that follows "stable" of "tools", by the real <c>gtp</c>.</summary>
internal sealed class SampleHost(Uri portal, string folder)
{
    private readonly string _state = Path.Combine(folder, "host");

    public Task InitAsync(string rootKey) =>
        Tool.RunAsync(
            "dotnet",
            RunningPortal.Program("Portal.Cli", "gtp.dll"),
            "host",
            "init",
            "tools",
            "stable",
            "--mirror",
            portal.GetLeftPart(UriPartial.Authority),
            "--root-key",
            rootKey,
            "--state",
            _state,
            "--images",
            Path.Combine(folder, "images")
        );

    /// <summary>Waits until the channel is published, then updates once.</summary>
    /// <exception cref="InvalidOperationException">It failed, or another version came.</exception>
    public async Task UpdateAsync(string version)
    {
        // The job publishes within seconds. What is asked too early is counted all the same, so it is not asked.
        await Task.Delay(TimeSpan.FromSeconds(8));
        await Tool.RunAsync(
            "dotnet",
            RunningPortal.Program("Portal.Cli", "gtp.dll"),
            "host",
            "update",
            "--state",
            _state
        );
        var link = new FileInfo(Path.Combine(folder, "images", "tools.iso")).LinkTarget;
        if (link != $"tools-{version}.iso")
        {
            throw new InvalidOperationException($"The host has {link}, not {version}.");
        }
    }
}
