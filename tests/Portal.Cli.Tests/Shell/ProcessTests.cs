using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Uploads;
using Portal.Testing;

namespace Portal.Cli.Tests.Shell;

/// <summary>gtp as its own process, as shells see it.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly GtpRun _gtp = new();
    private readonly FakePortal _portal = new();

    public void Dispose()
    {
        _gtp.Dispose();
        _portal.Dispose();
    }

    [Fact]
    public async Task Exit_codes_reach_the_shell()
    {
        var good = _gtp.PutComponent("good");
        var bad = _gtp.PutComponent("bad", version: "none");

        Assert.Equal(0, (await Tool.GtpAsync(["component", "lint", good])).ExitCode);
        Assert.Equal(1, (await Tool.GtpAsync(["component", "lint", bad])).ExitCode);
        Assert.Equal(2, (await Tool.GtpAsync(["component", "lint"])).ExitCode);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_wait_with_130_and_without_a_stack_trace()
    {
        using var arrived = new SemaphoreSlim(0);
        using var done = new SemaphoreSlim(0);
        _portal.Then(async context =>
        {
            arrived.Release();
            await done.WaitAsync();
            context.Response.Abort();
        });

        var answer = await Tool.GtpAsync(
            ["project", "list", "--url", _portal.Url.AbsoluteUri],
            new Dictionary<string, string> { ["XDG_CONFIG_HOME"] = _gtp.Folder },
            async process =>
            {
                await arrived.WaitAsync();
                await Tool.RunAsync("kill", ["-INT", $"{process.Id}"]);
            }
        );
        done.Release();

        Assert.Equal(130, answer.ExitCode);
        Assert.Equal("", answer.Out);
        Assert.Equal("gtp: Cancelled.\n", answer.Error);
    }

    [Fact]
    public async Task Ctrl_C_leaves_a_push_that_can_be_gone_on_with()
    {
        using var arrived = new SemaphoreSlim(0);
        using var done = new SemaphoreSlim(0);
        _portal
            .ThenCreates()
            .Then(async context =>
            {
                arrived.Release();
                await done.WaitAsync();
                context.Response.Abort();
            });
        var folder = _gtp.PutComponent("agent");
        string[] push = ["component", "push", folder, "--url", _portal.Url.AbsoluteUri];
        var environment = new Dictionary<string, string>
        {
            ["XDG_CONFIG_HOME"] = _gtp.Folder,
            ["GTP_TOKEN"] = "gtp_x",
        };

        var broken = await Tool.GtpAsync(
            push,
            environment,
            async process =>
            {
                await arrived.WaitAsync();
                await Tool.RunAsync("kill", ["-INT", $"{process.Id}"]);
            }
        );
        done.Release();

        Assert.Equal(130, broken.ExitCode);
        Assert.Equal(
            "What was sent is kept: the same command goes on from there.\ngtp: Cancelled.\n",
            broken.Error
        );
        _portal
            .ThenStands(10)
            .ThenSaves()
            .ThenJson(
                Samples.Upload(UploadStates.Created, Digest.Of("x"u8)),
                ProtocolJson.Default.UploadWire
            );
        var again = await Tool.GtpAsync(push, environment);
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(
            "10",
            _portal.Requests.Last(r => r.Method == "PATCH").Headers["Upload-Offset"]
        );
    }

    [Fact]
    public async Task Colours_are_only_for_terminals_that_want_them()
    {
        _gtp.PutComponent("good");
        var gtp = $"dotnet {Tool.GtpDll} component lint {_gtp.Folder}/good";

        var coloured = await Tool.RunAsync(
            "script",
            ["-qec", gtp, "/dev/null"],
            new Dictionary<string, string> { ["NO_COLOR"] = "1", ["TERM"] = "xterm" }
        );
        var piped = await Tool.GtpAsync(["component", "lint", Path.Combine(_gtp.Folder, "good")]);

        Assert.Equal(0, coloured.ExitCode);
        Assert.DoesNotContain("\e[3", coloured.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", piped.Out, StringComparison.Ordinal);
    }
}
