using System.Text.Json;
using Portal.Cli.Shell;
using Portal.Testing;

namespace Portal.Cli.Tests.Testing;

/// <summary>What a command line answered.</summary>
internal sealed record GtpAnswer(int ExitCode, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;
}

/// <summary>Runs command lines in this process, with a home folder and an environment of their own.</summary>
internal sealed class GtpRun : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("gtp-test-").FullName;

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>True: as if a person sat at a terminal.</summary>
    public bool IsTerminal { get; set; }

    /// <summary>Real time, where transfers wait for each other; otherwise waiting takes none.</summary>
    public bool HasRealTime { get; set; }

    /// <summary>A clock of the test's own; null: one of the two.</summary>
    public TimeProvider? Time { get; set; }

    /// <summary>Takes the place of sockets; null: real ones.</summary>
    public HttpMessageHandler? Network { get; set; }

    /// <summary>What the last command line wrote to standard output as bytes.</summary>
    public byte[] OutBytes { get; private set; } = [];

    public string ConfigurationFile => Path.Combine(Folder, "config", "gtp", "config.json");

    public async Task<GtpAnswer> RunAsync(params string[] arguments) =>
        await RunWithInputAsync("", arguments);

    public async Task<GtpAnswer> RunWithInputAsync(string input, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var reader = new StringReader(input);
        using var bytes = new MemoryStream();
        var host = new Host
        {
            Out = output,
            OpenOut = () => bytes,
            Error = error,
            In = reader,
            OutIsTerminal = IsTerminal,
            ErrorIsTerminal = IsTerminal,
            Environment = name =>
                Environment.GetValueOrDefault(name)
                ?? (name == "XDG_CONFIG_HOME" ? Path.Combine(Folder, "config") : null),
            Time = Time ?? (HasRealTime ? TimeProvider.System : new HastyTime()),
            Network = Network,
        };
        var exitCode = await Gtp.RunAsync(arguments, host, CancellationToken.None);
        OutBytes = bytes.ToArray();
        return new GtpAnswer(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Writes a file below <see cref="Folder"/> and gives its path.</summary>
    public string Put(string path, string text)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    /// <summary>A small component that is right; gives its folder.</summary>
    public string PutComponent(string folder, string name = "my-agent", string version = "1.0")
    {
        Put(
            $"{folder}/component.yaml",
            $$"""
            component: {{name}}
            version: "{{version}}"
            summary: An agent
            license: MIT
            install:
              - when: { os: linux }
                script: install.sh

            """
        );
        Put($"{folder}/install.sh", $"#!/bin/sh\necho {name}\n");
        return Path.Combine(Folder, folder);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
