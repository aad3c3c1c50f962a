using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Portal.Installer.Tests;

/// <summary>A guest as a folder: what the installer finds and changes lies below it; the real system is only read.</summary>
internal sealed class Guest : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gtp-installer-").FullName;

    public Guest()
    {
        // The path has a space, as a desktop mounts "/media/user/GUEST TOOLS".
        Disc = new Disc(Path.Combine(_folder, "GUEST TOOLS"));
        Directory.CreateDirectory(Bin);
        Release("ID=debian\nVERSION_ID=\"12\"\n");
        Program(
            "dpkg",
            "[ \"$1\" = --root=\"$GUEST_TOOLS_ROOT\" ] && [ \"$2\" = --print-architecture ] && echo amd64"
        );
    }

    public Disc Disc { get; private set; }

    public string Root => Path.Combine(_folder, "root");

    /// <summary>Where the test keeps what is not the guest's.</summary>
    public string Folder => _folder;

    public string State => Path.Combine(Root, "var/lib/guest-tools");

    private string Bin => Path.Combine(_folder, "bin");

    private string CallsFile => Path.Combine(_folder, "calls");

    /// <summary>What scripts and stand-in programs recorded, a line each; reading empties it.</summary>
    public string[] Calls()
    {
        var calls = File.Exists(CallsFile) ? File.ReadAllLines(CallsFile) : [];
        File.Delete(CallsFile);
        return calls;
    }

    /// <summary>True when something has recorded this line; nothing is emptied.</summary>
    public bool HasCalled(string line) =>
        File.Exists(CallsFile) && File.ReadAllLines(CallsFile).Contains(line);

    public Guest Release(string text) => Write("etc/os-release", text);

    public Guest Write(string path, string text)
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return this;
    }

    public Guest Without(string path)
    {
        File.Delete(Path.Combine(Root, path));
        return this;
    }

    /// <summary>Puts a stand-in first on PATH.</summary>
    public Guest Program(string name, string body)
    {
        var path = Path.Combine(Bin, name);
        File.WriteAllText(path, "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite
        );
        return this;
    }

    public Guest NoProgram(string name)
    {
        File.Delete(Path.Combine(Bin, name));
        return this;
    }

    /// <summary>Takes the disc out and puts an empty one of another release in.</summary>
    public Disc NextDisc(string version, string product = "guest-tools")
    {
        Directory.Delete(Disc.Path, recursive: true);
        return Disc = new Disc(Disc.Path, version, product);
    }

    /// <summary>What is on record of a component; null when nothing is.</summary>
    public JsonElement? Recorded(string component)
    {
        var path = Path.Combine(State, "state.json");
        return File.Exists(path)
            ? Documents
                .State(File.ReadAllText(path))
                .GetProperty("components")
                .EnumerateArray()
                .Cast<JsonElement?>()
                .FirstOrDefault(c => c!.Value.GetProperty("name").GetString() == component)
            : null;
    }

    /// <summary>The result of the last run that could change something.</summary>
    public JsonElement Result() =>
        Documents.Result(File.ReadAllText(Path.Combine(State, "result.json")));

    /// <summary>Runs install.sh in a shell such as "busybox ash"; what it leaves is held against the schemas.</summary>
    public (int ExitCode, string Output) Run(string shell, params string[] arguments)
    {
        var run = RunFile(shell, Disc.At("install.sh"), arguments);
        if (File.Exists(Path.Combine(State, "result.json")))
        {
            Result();
        }

        if (File.Exists(Path.Combine(State, "state.json")))
        {
            Documents.State(File.ReadAllText(Path.Combine(State, "state.json")));
        }

        return run;
    }

    /// <summary>The same run, and what <c>--json</c> gives.</summary>
    public (int ExitCode, JsonElement Result) RunJson(string shell, params string[] arguments)
    {
        var (code, output) = Run(shell, [.. arguments, "--json"]);
        return (code, Documents.Result(output));
    }

    /// <summary>Runs a script of the guest or of the disc.</summary>
    public (int ExitCode, string Output) RunFile(
        string shell,
        string file,
        params string[] arguments
    )
    {
        using var process = Start(shell, file, arguments);
        var text = new StringBuilder();
        process.ErrorDataReceived += (_, line) => text.Append(line.Data).Append('\n');
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + text.ToString().TrimEnd('\n'));
    }

    /// <summary>Starts one and gives its process, with no input.</summary>
    public Process Start(string shell, string file, params string[] arguments)
    {
        var words = shell.Split(' ');
        var info = new ProcessStartInfo(words[0], [.. words[1..], file, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = _folder,
        };
        info.Environment["PATH"] = Bin + ":" + Environment.GetEnvironmentVariable("PATH");
        info.Environment["GUEST_TOOLS_ROOT"] = Root;
        info.Environment["GUEST_TOOLS_WAIT"] = "0";
        info.Environment["CALLS"] = CallsFile;
        info.Environment["DPKG_FORCE"] = "not-root,unsafe-io,script-chrootless";
        var process = Process.Start(info)!;
        process.StandardInput.Close();
        return process;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
