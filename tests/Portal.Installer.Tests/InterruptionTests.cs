using System.Diagnostics;
using System.Globalization;

namespace Portal.Installer.Tests;

/// <summary>Runs that are killed, or go on apart from what started them.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const string RunId = "00112233445566778899aabbccddeeff";

    private readonly Guest _guest = new();

    [Theory, ClassData(typeof(Shells))]
    public async Task What_a_killed_run_had_begun_is_known_and_finished_by_the_next(string shell)
    {
        var gate = Path.Combine(_guest.Folder, "gate");
        _guest
            .Disc.Script("first")
            .Script(
                "second",
                body: $"[ -e '{gate}' ] || {{ echo waiting >>\"$CALLS\"; exec sleep 600; }}"
            )
            .Burn();
        using var run = _guest.Start(shell, _guest.Disc.At("install.sh"), "install");
        await UntilAsync(() => _guest.HasCalled("waiting"));
        Kill(run);

        Assert.Equal("pending", _guest.Recorded("second")?.GetProperty("state").GetString());
        Assert.Equal("null", _guest.Result().GetProperty("exit").GetRawText());
        Assert.Equal(1, _guest.Result().GetProperty("components").GetArrayLength());

        File.WriteAllText(gate, "");
        _guest.Calls();
        Assert.Equal(
            (11, "first 1.0: current\nsecond 1.0: current\n"),
            _guest.Run(shell, "install")
        );
        Assert.Equal("installed", _guest.Recorded("second")?.GetProperty("state").GetString());
        Assert.Equal(
            (0, "second 1.0: removed\nfirst 1.0: removed\n"),
            _guest.Run(shell, "uninstall")
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public async Task A_run_that_is_asked_to_end_says_so_and_lets_go_of_its_lock(string shell)
    {
        _guest.Disc.Script("tool", body: "echo waiting >>\"$CALLS\"; exec sleep 5").Burn();
        using var run = _guest.Start(shell, _guest.Disc.At("install.sh"), "install");
        await UntilAsync(() => _guest.HasCalled("waiting"));

        using (Process.Start("kill", ["-TERM", run.Id.ToString(CultureInfo.InvariantCulture)])) { }
        await run.WaitForExitAsync();

        Assert.Equal(143, run.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(_guest.State, "lock")));
        Assert.Equal(1, _guest.Result().GetProperty("exit").GetInt32());
        Assert.Equal(
            "it was ended before its time",
            _guest.Result().GetProperty("message").GetString()
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public async Task A_run_apart_outlives_what_started_it_and_leaves_its_result_where_it_is_polled(
        string shell
    )
    {
        var gate = Path.Combine(_guest.Folder, "gate");
        _guest.Disc.Script("tool", body: $"while [ ! -e '{gate}' ]; do sleep 1; done").Burn();
        var file = Path.Combine(_guest.Folder, "polled.json");

        var (code, result) = _guest.RunJson(
            shell,
            "install",
            "--detach",
            "--run-id",
            RunId,
            "--result",
            file
        );

        Assert.Equal(0, code);
        Assert.Equal(RunId, result.GetProperty("run_id").GetString());
        Assert.True(result.GetProperty("detached").GetBoolean());
        Assert.Equal("null", result.GetProperty("ended").GetRawText());
        Assert.Equal(
            "null",
            Documents.Result(File.ReadAllText(file)).GetProperty("exit").GetRawText()
        );

        File.WriteAllText(gate, "");
        await UntilAsync(() =>
            Documents.Result(File.ReadAllText(file)).GetProperty("exit").GetRawText() == "0"
        );
        var polled = Documents.Result(File.ReadAllText(file));
        Assert.Equal(RunId, polled.GetProperty("run_id").GetString());
        Assert.True(polled.GetProperty("detached").GetBoolean());
        Assert.Equal(
            "installed",
            polled.GetProperty("components")[0].GetProperty("status").GetString()
        );
        await UntilAsync(() => !Directory.Exists(Path.Combine(_guest.State, "lock")));
    }

    public void Dispose() => _guest.Dispose();

    // Its script as well, which is in a process of its own.
    private static void Kill(Process run)
    {
        run.Kill(entireProcessTree: true);
        run.WaitForExit();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!condition())
        {
            await Task.Delay(50, limit.Token);
        }
    }
}
