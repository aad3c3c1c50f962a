using Portal.Trust.Tests.Tuf.Repository;

namespace Portal.Trust.Tests.Tuf.Interop;

/// <summary>The command line that tuf-conformance calls, called as it calls it.</summary>
public sealed class ConformanceTests : IDisposable
{
    private readonly RealRepository _real = new(TimeProvider.System.GetUtcNow());

    public void Dispose() => _real.Dispose();

    [Fact]
    public void Init_refresh_and_download()
    {
        _real.Live().Release();
        using var server = new StaticServer(_real.Tree);
        Directory.CreateDirectory(_real.At("targets-of-client"));

        var (early, refused) = Run(
            "--metadata-dir",
            _real.At("client"),
            "--metadata-url",
            server.Address + "metadata",
            "refresh"
        );
        Assert.Equal(1, early);
        Assert.Contains("NoTrust", refused, StringComparison.Ordinal);
        Assert.Equal(
            0,
            Run(
                "--metadata-dir",
                _real.At("client"),
                "init",
                Path.Combine(_real.Metadata, "1.root.json")
            ).Exit
        );
        Assert.Equal(["root.json"], Trusted());

        var (exit, output) = Run(
            "--metadata-url",
            server.Address + "metadata",
            "--metadata-dir",
            _real.At("client"),
            "refresh"
        );
        Assert.True(exit == 0, output);
        Assert.Equal(["root.json", "snapshot.json", "targets.json", "timestamp.json"], Trusted());
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(_real.Metadata, "timestamp.json")),
            File.ReadAllBytes(_real.At("client", "timestamp.json"))
        );

        (exit, output) = Download(server, RealRepository.Pointer, RealRepository.Iso);
        Assert.True(exit == 0, output);
        Assert.Equal(
            ["iso of release 1", "release 1"],
            Directory
                .GetFiles(_real.At("targets-of-client"))
                .Select(File.ReadAllText)
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(1, Download(server, "no/such/target").Exit);

        File.WriteAllText(Path.Combine(_real.Metadata, "timestamp.json"), "{}");
        (exit, output) = Download(server, RealRepository.Pointer);
        Assert.Equal(1, exit);
        Assert.Contains("Malformed", output, StringComparison.Ordinal);
        Assert.Equal(2, Run("--no-such-option", "refresh").Exit);
    }

    private (int Exit, string Output) Download(StaticServer server, params string[] targets) =>
        Run([
            "--metadata-url",
            server.Address + "metadata",
            "--metadata-dir",
            _real.At("client"),
            .. targets.SelectMany(target => new[] { "--target-name", target }),
            "--target-dir",
            _real.At("targets-of-client"),
            "--target-base-url",
            server.Address + "targets",
            "download",
        ]);

    private IEnumerable<string> Trusted() =>
        Directory
            .GetFiles(_real.At("client"), "*.json")
            .Select(path => Path.GetFileName(path)!)
            .Order(StringComparer.Ordinal);

    private (int Exit, string Output) Run(params string[] arguments) =>
        Tool.Run(_real.At(), "dotnet", [Program, .. arguments]);

    internal static string Program => Path.Combine(AppContext.BaseDirectory, "tuf-client.dll");
}
