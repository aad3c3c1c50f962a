using System.Diagnostics;
using System.Text.Json;

namespace Portal.EndToEnd;

/// <summary>The real command line as its own process, with a home of its own.</summary>
internal sealed class Gtp(string url, string home, string token = PortalProcess.AdminToken)
{
    private readonly Dictionary<string, string?> _environment = new()
    {
        ["GTP_URL"] = url,
        ["GTP_TOKEN"] = token,
        ["XDG_CONFIG_HOME"] = home,
        ["NO_COLOR"] = "1",
    };

    public static string GtpDll { get; } = Path.Combine(AppContext.BaseDirectory, "gtp.dll");

    /// <summary>A program that runs by itself, where no .NET is found, in place of the one that was built beside the tests.</summary>
    public string? Program { get; init; }

    /// <summary>It has to end well; gives its standard output.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (exit, output, errors) = await TryAsync(arguments);
        Assert.True(
            exit == 0,
            $"gtp {string.Join(' ', arguments)}: exit {exit}\n{output}\n{errors}"
        );
        return output;
    }

    public Task<(int Exit, string Output, string Errors)> TryAsync(params string[] arguments) =>
        TryInAsync(new Dictionary<string, string?>(), arguments);

    /// <summary>Begins it, for the caller to kill.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [GtpDll, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>With <c>--json</c>, read.</summary>
    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        using var document = JsonDocument.Parse(await RunAsync([.. arguments, "--json"]));
        return document.RootElement.Clone();
    }

    /// <summary>The id of a key that root is signed by, as people compare it.</summary>
    public async Task<string> RootKeyAsync() =>
        (await JsonAsync("keys", "list"))
            .GetProperty("roles")
            .EnumerateArray()
            .Single(role => role.GetProperty("role").GetString() == "root")
            .GetProperty("keys")[0]
            .GetString()!;

    public Task<(int Exit, string Output, string Errors)> TryInAsync(
        IReadOnlyDictionary<string, string?> environment,
        params string[] arguments
    )
    {
        var all = new Dictionary<string, string?>(_environment);
        foreach (var (name, value) in environment)
        {
            all[name] = value;
        }

        if (Program is { } program)
        {
            all["PATH"] = "/usr/bin:/bin";
            all["DOTNET_ROOT"] = "/nonexistent";
            return Tool.TryAsync(program, arguments, all, null);
        }

        return Tool.TryAsync("dotnet", [GtpDll, .. arguments], all, null);
    }
}
