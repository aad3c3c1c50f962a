using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Portal.Setup.Tests;

/// <summary>
/// A Windows of the tests' own, in which setup.exe's engine runs under mono: a folder whose files say what it is, with programs
/// that stand for Windows' own, record how they were called, and end as they are told.
/// </summary>
internal sealed class Guest : IDisposable
{
    /// <summary>Records the call, takes the next exit code.</summary>
    public const string Head = """
        #!/bin/sh
        set -eu
        root=$(cd -- "$(dirname -- "$0")/.." && pwd)
        name=$(basename "$0" .exe)
        for word in "$@"; do printf '%s\t' "$word"; done | sed -e "s|^|$name	|" -e 's/	$//' >>"$root/calls"
        printf '\n' >>"$root/calls"
        code=0
        if [ -s "$root/codes.$name" ]; then
            code=$(head -n 1 "$root/codes.$name")
            sed -i 1d "$root/codes.$name"
        fi
        printf '%s' "$code" >"$root/exit"
        case $code in 0|259|1641|3010) good=yes ;; *) good=no ;; esac
        """;

    private const string Msiexec =
        Head
        + """

            mkdir -p "$root/msi" "$root/family"
            if [ $good = yes ]; then
                case $1 in
                    /i)
                        { read -r product; read -r version; read -r family; } <"$2"
                        # A major upgrade takes the older ones of its family away.
                        for other in "$root/family/$family"/*; do
                            [ ! -e "$other" ] || rm -f "$root/msi/$(basename "$other")" "$other"
                        done
                        mkdir -p "$root/family/$family"
                        printf '%s\n' "$version" >"$root/msi/$product"
                        : >"$root/family/$family/$product"
                        ;;
                    /x) rm -f "$root/msi/$2" "$root/family"/*/"$2" ;;
                esac
            fi
            """;

    private const string Pnputil =
        Head
        + """

            add() {
                for known in "$root/published"/*; do
                    if cmp -s "$known" "$1"; then
                        printf 'Veröffentlichter Name:          %s\n' "$(basename "$known")"
                        return
                    fi
                done
                number=1
                while [ -e "$root/published/oem$number.inf" ]; do number=$((number + 1)); done
                cp "$1" "$root/published/oem$number.inf"
                printf 'Veröffentlichter Name:          oem%s.inf\n' "$number"
            }
            [ $good = yes ] || exit 0
            case $1 in
                /add-driver) add "$2" ;;
                -i) add "$3" ;;
                /delete-driver|-d) rm -f "$root/published/$2" ;;
                -f) rm -f "$root/published/$3" ;;
            esac
            [ ! -x "$root/after-pnputil" ] || "$root/after-pnputil"
            """;

    private string _host = Setting("SetupHost");
    private readonly string _root = Directory.CreateTempSubdirectory("gtp-setup-").FullName;

    public Guest(string facts = "10.0.22621.1702 client x86_64 true")
    {
        Write("facts", facts);
        Directory.CreateDirectory(At("published"));
        Directory.CreateDirectory(At("trusted"));
        Tool("msiexec.exe", Msiexec);
        Tool("pnputil.exe", Pnputil);
        Tool("netsh.exe", Head);
    }

    public static string Setting(string key) =>
        typeof(Guest)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == key)
            .Value!;

    /// <summary>Runs the engine that is in this setup.exe, in place of the one that was built beside the tests.</summary>
    public void UseSetup(string setup)
    {
        Directory.CreateDirectory(At("host"));
        File.Copy(Setting("SetupHost"), At("host/setup-host.exe"), overwrite: true);
        // mono takes a program's libraries from beside it.
        File.Copy(setup, At("host/setup.exe"), overwrite: true);
        _host = At("host/setup-host.exe");
    }

    public string At(string path) => Path.Combine(_root, path);

    public WindowsDisc Disc(string name = "disc", string version = "1.0") => new(At(name), version);

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    public string Read(string path) => File.Exists(At(path)) ? File.ReadAllText(At(path)) : "";

    /// <summary>A program of this Windows.</summary>
    public void Tool(string name, string script)
    {
        Write("bin/" + name, script);
        File.SetUnixFileMode(At("bin/" + name), (UnixFileMode)0b111_101_101);
    }

    /// <summary>How the next calls of a tool end; after them with 0.</summary>
    public void Codes(string tool, params int[] codes) =>
        Write("codes." + tool, string.Concat(codes.Select(code => $"{code}\n")));

    /// <summary>How programs were called since the last time it was asked; the guest's own folder is "~".</summary>
    public IReadOnlyList<string> Calls()
    {
        var calls = Read("calls").Replace(_root, "~", StringComparison.Ordinal);
        File.Delete(At("calls"));
        return calls.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Runs setup.exe on a disc.</summary>
    public SetupEnd Run(WindowsDisc disc, params string[] arguments) =>
        Run(disc.Path, null, arguments);

    public SetupEnd Run(string disc, string? input, params string[] arguments)
    {
        var info = new ProcessStartInfo("mono", [_host, _root, disc, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _root,
        };
        using var process = Process.Start(info)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new SetupEnd(process.ExitCode, output, errors.Result);
    }

    /// <summary>Runs it and gives the result that it left, which keeps to its schema.</summary>
    public JsonNode Result(WindowsDisc disc, params string[] arguments) =>
        Result(disc.Path, arguments);

    public JsonNode Result(string disc, params string[] arguments)
    {
        var end = Run(disc, null, [.. arguments, "--json"]);
        var result = Documents.Result(end.Output);
        Assert.Equal(end.ExitCode, result.Exit());
        if (File.Exists(At("data/state.json")))
        {
            Documents.State(Read("data/state.json"));
        }

        return result;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

/// <summary>How setup.exe ended.</summary>
internal sealed record SetupEnd(int ExitCode, string Output, string Errors);

/// <summary>What a test asks of a result.</summary>
internal static class Results
{
    /// <summary>name: status, of each component.</summary>
    public static IEnumerable<string> Statuses(this JsonNode result) =>
        result["components"]!.AsArray().Select(c => $"{c!["name"]}: {c["status"]}");

    public static JsonNode Component(this JsonNode result, string name) =>
        result["components"]!.AsArray().Single(c => (string)c!["name"]! == name)!;

    public static int Exit(this JsonNode result) => (int)result["exit"]!;
}
