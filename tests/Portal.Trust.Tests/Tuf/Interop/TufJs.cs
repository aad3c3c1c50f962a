using System.Diagnostics;
using System.Text.Json;

namespace Portal.Trust.Tests.Tuf.Interop;

/// <summary>The real tuf-js, installed once by its lock file, in one process of node that takes a line for each step.</summary>
public sealed class TufJs : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Process? _node;

    public Task InitializeAsync()
    {
        foreach (
            var file in Directory.GetFiles(
                Path.Combine(AppContext.BaseDirectory, "Tuf", "Interop", "TufJs")
            )
        )
        {
            File.Copy(file, _folder.At(Path.GetFileName(file)));
        }

        var (exit, output) = Tool.Run(
            _folder.Path,
            "npm",
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund"
        );
        Assert.True(exit == 0, output);
        _node = Process.Start(
            new ProcessStartInfo("node", [_folder.At("client.mjs")])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                WorkingDirectory = _folder.Path,
            }
        )!;
        return Task.CompletedTask;
    }

    /// <summary>Refreshes and downloads; the content, or what it said when it refused.</summary>
    internal async Task<(string? Content, string? Error)> GetAsync(
        string metadataDir,
        string url,
        string target,
        DateTimeOffset now
    )
    {
        var step = new
        {
            metadataDir,
            targetDir = Directory
                .CreateDirectory(_folder.At(Guid.NewGuid().ToString("n")))
                .FullName,
            metadataUrl = url + "/metadata",
            targetUrl = url + "/targets",
            target,
            now = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
        };
        await _node!.StandardInput.WriteLineAsync(JsonSerializer.Serialize(step));
        await _node.StandardInput.FlushAsync();
        var line = await _node.StandardOutput.ReadLineAsync();
        Assert.NotNull(line);
        using var answer = JsonDocument.Parse(line);
        return (Text("content"), Text("error"));

        string? Text(string name) =>
            answer.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    /// <summary>What tuf-js decides on each pair of a pattern and a path: a 1 or a 0.</summary>
    internal string Match(IReadOnlyList<string[]> cases)
    {
        File.WriteAllText(_folder.At("cases.json"), JsonSerializer.Serialize(cases));
        var (exit, output) = Tool.Run(_folder.Path, "node", _folder.At("match.mjs"), "cases.json");
        Assert.True(exit == 0, output);
        return output.Trim();
    }

    public Task DisposeAsync()
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        if (_node is { } node)
        {
            node.StandardInput.Close();
            node.WaitForExit();
            node.Dispose();
            _node = null;
            _folder.Dispose();
        }
    }
}
