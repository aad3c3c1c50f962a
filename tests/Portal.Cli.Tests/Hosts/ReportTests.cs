using System.Net;
using System.Text;
using System.Text.Json;
using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Hosts;

public sealed class ReportTests : IDisposable
{
    private const string MirrorUrl = "https://near.example";
    private const string PortalUrl = "https://tools.example";

    private readonly PublishedChannel _channel = new();
    private readonly GtpRun _gtp = new() { HasRealTime = true };
    private readonly MirrorHandler _mirror;
    private readonly ReportDesk _desk = new();

    public ReportTests()
    {
        _mirror = new MirrorHandler(_channel.Tree) { Portal = _desk.Answer };
        _gtp.Network = _mirror;
        _gtp.Environment["GTP_HOST"] = State;
    }

    private string State => Path.Combine(_gtp.Folder, "host");

    private string Waiting => Path.Combine(State, "reports", "waiting.json");

    public void Dispose()
    {
        _gtp.Dispose();
        _mirror.Dispose();
        _channel.Dispose();
        _desk.Dispose();
    }

    [Fact]
    public async Task Without_a_token_nothing_is_sent()
    {
        _channel.Publish("1.0");
        await InitAsync("");
        await GoodAsync("update");
        Assert.Empty(_desk.Asked);
        Assert.False(Directory.Exists(Path.Combine(State, "reports")));
        var asked = await _gtp.RunAsync("host", "report", "--json");
        Assert.Equal(4, asked.ExitCode);
        Assert.Equal(
            "cli.host.not-enrolled",
            asked.Json.GetProperty("error").GetProperty("code").GetString()
        );
        // What it would say can be looked at before.
        await GoodAsync("report", "--show");
        using var shown = JsonDocument.Parse(_gtp.OutBytes);
        Assert.Equal("1.0", shown.RootElement.GetProperty("version").GetString());
        Assert.Empty(_desk.Asked);
    }

    [Fact]
    public async Task An_enrolled_host_keeps_its_key_for_itself_and_reports_after_each_update()
    {
        var release = _channel.Publish("1.0");
        await InitAsync(ReportDesk.Token, "--enroll-stdin", "--url", PortalUrl);
        var key = Path.Combine(State, "reports", "key.pem");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        Assert.DoesNotContain(
            ReportDesk.Token,
            string.Concat(
                Directory.GetFiles(State, "*", SearchOption.AllDirectories).Select(File.ReadAllText)
            ),
            StringComparison.Ordinal
        );

        var done = await GoodAsync("update", "--json");

        Assert.Equal("sent", done.Json.GetProperty("report").GetString());
        Assert.Equal(("1.0", release.Sha256), (_desk.Last.Version, _desk.Last.Sha256!.Value));
        Assert.Equal(
            ("guest-tools", "stable", "chosen", null, null),
            (
                _desk.Last.Product,
                _desk.Last.Channel,
                _desk.Last.Reason,
                _desk.Last.Error,
                _desk.Last.Pinned
            )
        );
        Assert.All(
            _desk.Asked,
            path => Assert.StartsWith("tools.example/", path, StringComparison.Ordinal)
        );
        await GoodAsync("pin", "1.0");
        await GoodAsync("update");
        Assert.Equal(("1.0", "pinned"), (_desk.Last.Pinned, _desk.Last.Reason));
        Assert.Equal(2, _desk.Taken.Count);
        Assert.Contains(
            $"to {PortalUrl}/",
            (await GoodAsync("status")).Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_shown_is_byte_for_byte_what_is_sent()
    {
        _channel.Publish("1.0");
        await InitAsync(ReportDesk.Token, "--enroll-stdin", "--url", PortalUrl);
        _desk.Refuses = (HttpStatusCode.ServiceUnavailable, "internal");
        var update = await GoodAsync("update", "--json");
        Assert.Equal("waits", update.Json.GetProperty("report").GetString());

        await GoodAsync("report", "--show");
        var shown = _gtp.OutBytes;
        _desk.Refuses = null;
        await GoodAsync("report");

        Assert.Equal(shown, Assert.Single(_desk.Taken));
        Assert.False(File.Exists(Waiting));
        Assert.Equal(
            ["id", "host", "product", "channel", "gtp", "time", "version", "sha256", "reason"],
            JsonDocument.Parse(shown).RootElement.EnumerateObject().Select(p => p.Name)
        );
    }

    [Fact]
    public async Task One_report_waits_and_it_is_the_newest()
    {
        _channel.Publish("1.0");
        await InitAsync(ReportDesk.Token, "--enroll-stdin", "--url", PortalUrl);
        _mirror.Down.Add("tools.example");
        await GoodAsync("update");
        var first = await File.ReadAllBytesAsync(Waiting);
        await GoodAsync("update");
        var second = await File.ReadAllBytesAsync(Waiting);
        Assert.NotEqual(first, second);
        await GoodAsync("update");
        // Nothing has changed: the same bytes wait.
        Assert.Equal(second, await File.ReadAllBytesAsync(Waiting));
        Assert.Equal(6, (await _gtp.RunAsync("host", "report")).ExitCode);

        _mirror.Down.Clear();
        await GoodAsync("update");

        Assert.Equal(second, Assert.Single(_desk.Taken));
        await GoodAsync("report");
        Assert.NotEqual(_desk.Taken[0], _desk.Taken[1]);
        Assert.True(
            _desk.Last.Time
                > JsonSerializer
                    .Deserialize<Protocol.Hosts.ReportWire>(second, Protocol.ProtocolJson.Strict)!
                    .Time
        );
    }

    [Fact]
    public async Task An_update_that_failed_says_so_once_it_can()
    {
        _channel.Publish("1.0");
        await InitAsync(ReportDesk.Token, "--enroll-stdin", "--url", PortalUrl);
        _mirror.Down.Add("near.example");

        Assert.Equal(6, (await _gtp.RunAsync("host", "update")).ExitCode);
        Assert.Equal(("cli.host.unreachable", null), (_desk.Last.Error, _desk.Last.Version));

        _mirror.Down.Clear();
        await GoodAsync("update");
        Assert.Equal((null, "1.0"), (_desk.Last.Error, _desk.Last.Version));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "host.not-enrolled", 3, "waits")]
    [InlineData(HttpStatusCode.UnprocessableEntity, "report.invalid", 1, "refused")]
    [InlineData(HttpStatusCode.Conflict, "report.older", 0, "sent")]
    [InlineData(HttpStatusCode.InternalServerError, "internal", 1, "waits")]
    public async Task A_report_that_is_refused_never_fails_the_update(
        HttpStatusCode status,
        string code,
        int exit,
        string word
    )
    {
        _channel.Publish("1.0");
        await InitAsync(ReportDesk.Token, "--enroll-stdin", "--url", PortalUrl);
        _desk.Refuses = (status, code);

        var update = await GoodAsync("update", "--json");

        Assert.Equal(word, update.Json.GetProperty("report").GetString());
        Assert.Equal(word == "waits", File.Exists(Waiting));
        Assert.Equal(exit, (await _gtp.RunAsync("host", "report")).ExitCode);
    }

    [Fact]
    public async Task Reports_are_turned_off_and_on()
    {
        _channel.Publish("1.0");
        await InitAsync(ReportDesk.Token, "--enroll-stdin", "--url", PortalUrl);
        await GoodAsync("report", "--off");
        var update = await GoodAsync("update", "--json");
        Assert.False(update.Json.TryGetProperty("report", out _));
        Assert.Contains("off", (await GoodAsync("report")).Out, StringComparison.Ordinal);
        Assert.Empty(_desk.Taken);
        Assert.Contains("off", (await GoodAsync("status")).Out, StringComparison.Ordinal);
        await GoodAsync("report", "--on");
        await GoodAsync("update");
        Assert.Single(_desk.Taken);
        Assert.Equal(2, (await _gtp.RunAsync("host", "report", "--on", "--off")).ExitCode);
    }

    [Fact]
    public async Task A_host_that_is_set_up_enrols_later_and_a_wrong_token_leaves_it_as_it_was()
    {
        _channel.Publish("1.0");
        await InitAsync("");
        var wrong = await _gtp.RunWithInputAsync(
            ReportDesk.Token.Replace('0', '1'),
            "host",
            "enroll",
            "--url",
            PortalUrl,
            "--token-stdin"
        );
        Assert.Equal(3, wrong.ExitCode);
        Assert.Equal(4, (await _gtp.RunAsync("host", "report")).ExitCode);
        Assert.Equal(
            2,
            (await _gtp.RunWithInputAsync("gtp_0123", "host", "enroll", "--token-stdin")).ExitCode
        );
        Assert.Equal(2, (await _gtp.RunAsync("host", "enroll")).ExitCode);

        var file = _gtp.Put("fleet.token", ReportDesk.Token + "\n");
        await GoodAsync("enroll", "--token-file", file);

        // Without --url it is the first mirror.
        Assert.StartsWith("near.example/", _desk.Asked[^1], StringComparison.Ordinal);
        await GoodAsync("report");
        Assert.Null(_desk.Last.Version);
    }

    [Fact]
    public async Task Where_the_enrolment_fails_the_host_follows_its_channel_all_the_same()
    {
        _channel.Publish("1.0");
        _desk.Dispose();
        _mirror.Down.Add("tools.example");
        var init = await RawInitAsync(ReportDesk.Token, "--enroll-stdin", "--url", PortalUrl);
        Assert.Equal(6, init.ExitCode);
        Assert.Contains("gtp host enroll", init.Error, StringComparison.Ordinal);
        await GoodAsync("update");
        var plain = await RawInitAsync(
            ReportDesk.Token,
            "--enroll-stdin",
            "--url",
            "http://tools.example",
            "--state",
            Path.Combine(_gtp.Folder, "plain")
        );
        Assert.Equal(2, plain.ExitCode);
        Assert.Contains("plain http", plain.Error, StringComparison.Ordinal);
    }

    private async Task InitAsync(string input, params string[] more)
    {
        var answer = await RawInitAsync(input, more);
        Assert.True(answer.ExitCode == 0, answer.Error);
    }

    private Task<GtpAnswer> RawInitAsync(string input, params string[] more) =>
        _gtp.RunWithInputAsync(
            input,
            [
                "host",
                "init",
                "guest-tools",
                "stable",
                "--mirror",
                MirrorUrl,
                "--root",
                _channel.Root,
                "--images",
                Path.Combine(_gtp.Folder, "images"),
                .. more,
            ]
        );

    private async Task<GtpAnswer> GoodAsync(params string[] arguments)
    {
        var answer = await _gtp.RunAsync(["host", .. arguments]);
        Assert.True(answer.ExitCode == 0, answer.Error + answer.Out);
        return answer;
    }
}
