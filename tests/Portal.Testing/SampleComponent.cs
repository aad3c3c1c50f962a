using System.Diagnostics;
using System.Text;

namespace Portal.Testing;

/// <summary>A small component in a folder, packed by the tools that upstreams use.</summary>
public sealed class SampleComponent : IDisposable
{
    private readonly TestFolder _folder = new();

    /// <param name="more">Lines that follow in <c>component.yaml</c>.</param>
    public SampleComponent(
        string name = "qemu-guest-agent",
        string version = "7.2-1",
        string more = ""
    )
    {
        Name = name;
        Version = version;
        Write(
            "component.yaml",
            $"""
            component: {name}
            version: {version}
            summary: A sample
            license: GPL-2.0-or-later
            install:
              - when: {"{"} os: linux {"}"}
                script: install.sh
            {more}
            """
        );
        Write("install.sh", "#!/bin/sh\nexit 0\n", executable: true);
    }

    public string Name { get; }

    public string Version { get; }

    /// <summary>What is packed.</summary>
    public string Root => Directory.CreateDirectory(_folder["root"]).FullName;

    public SampleComponent Write(string path, string text, bool executable = false)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        if (executable)
        {
            File.SetUnixFileMode(full, (UnixFileMode)0b111_101_101);
        }

        return this;
    }

    /// <summary>UTF-8, spaces, 100 characters, six levels, an empty file, an empty folder and a link.</summary>
    public SampleComponent WithOddNames()
    {
        Write("docs/Grüße aus Žilina.txt", "hello");
        Write("docs/two  spaces and 'quotes'.txt", "spaces");
        Write($"docs/{new string('n', 96)}.txt", "long");
        Write("a/b/c/d/e/f/deep.bin", "deep");
        Write("empty", "");
        Directory.CreateDirectory(Path.Combine(Root, "spool"));
        File.CreateSymbolicLink(Path.Combine(Root, "lib.so"), "docs");
        return this;
    }

    /// <summary>By GNU tar.</summary>
    public string Tar(params string[] options) =>
        Run("a.tar", "tar", ["-C", Root, .. options, "-cf", "{}", "."]);

    /// <summary>By GNU tar and gzip, in one top folder.</summary>
    public string TarGz() => Run("a.tar.gz", "tar", ["-C", _folder.Path, "-czf", "{}", "root"]);

    /// <summary>By bsdtar, in the pax format.</summary>
    public string BsdTar() =>
        Run("b.tar", "bsdtar", ["-C", Root, "--format=pax", "-cf", "{}", "."]);

    /// <summary>By Info-ZIP, links kept.</summary>
    public string Zip() => Run("a.zip", "zip", ["-q", "-r", "-y", "{}", "."]);

    public void Dispose() => _folder.Dispose();

    /// <summary>Runs a tool to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is what it said.</exception>
    public static string Run(string folder, string tool, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(tool)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = new Process { StartInfo = start };
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.Start();
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{tool}: {errors}{output}");
    }

    private string Run(string file, string tool, IReadOnlyList<string> arguments)
    {
        var path = _folder[file];
        File.Delete(path);
        Run(Root, tool, arguments.Select(a => a == "{}" ? path : a));
        return path;
    }
}
