using System.Text;
using System.Text.Json;
using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Protocol.Problems;
using Portal.Testing;

namespace Portal.Cli.Tests.Channels;

public sealed class ChannelTests : IDisposable
{
    private const string Path = "/api/v1/products/guest-tools/channels/stable";
    private static readonly Digest Image = Digest.Of("iso"u8);

    private readonly GtpRun _gtp = new();
    private readonly FakePortal _portal = new();

    public ChannelTests()
    {
        _gtp.Environment["GTP_URL"] = _portal.Url.AbsoluteUri;
        _gtp.Environment["GTP_TOKEN"] = "gtp_x";
    }

    public void Dispose()
    {
        _gtp.Dispose();
        _portal.Dispose();
    }

    [Fact]
    public async Task A_promotion_says_what_it_has_looked_at()
    {
        Answer(Channel("4.2", 100), "\"7-aaaaaaaaaaaa\"");
        Answer(Channel("4.3", 5, previous: "4.2"), "\"8-bbbbbbbbbbbb\"");

        var answer = await _gtp.RunAsync(
            "channel",
            "promote",
            "guest-tools",
            "stable",
            "4.3",
            "--comment",
            "fixes snapshots",
            "--percent",
            "5",
            "--due",
            "2026-12-24"
        );

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("guest-tools/stable points to 4.3, let out to 5 %.\n", answer.Out);
        Assert.Contains("handed 4.2 until 4.3", answer.Error, StringComparison.Ordinal);
        var sent = _portal.Requests.Last();
        Assert.Equal(("PUT", Path), (sent.Method, sent.Url));
        Assert.Equal("\"7-aaaaaaaaaaaa\"", sent.Headers["If-Match"]);
        Assert.Equal(
            new PromoteWire(
                "4.3",
                5,
                "fixes snapshots",
                new DateTimeOffset(2026, 12, 24, 23, 59, 59, TimeSpan.Zero)
            ),
            JsonSerializer.Deserialize(sent.Body, ProtocolJson.Default.PromoteWire)
        );
    }

    [Theory]
    [InlineData("promote", "4.3")]
    [InlineData("undo")]
    public async Task What_people_have_to_sign_first_is_said(params string[] deed)
    {
        Answer(Channel("4.2", 100), "\"7-aaaaaaaaaaaa\"");
        Answer(Channel("4.3", 100), "\"8-bbbbbbbbbbbb\"", status: 202);

        var answer = await _gtp.RunAsync([
            "channel",
            deed[0],
            "guest-tools",
            "stable",
            .. deed[1..],
            "--comment",
            "x",
        ]);

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(
            "Hosts are told when it is signed: gtp keys export stable.guest-tools\n",
            answer.Error
        );
    }

    [Fact]
    public async Task Every_unmet_gate_is_told_and_the_exit_code_is_that_of_a_conflict()
    {
        Answer(Channel("4.2", 100), "\"7-aaaaaaaaaaaa\"");
        _portal.ThenProblem(
            new ProblemWire(
                null,
                "The channel demands more",
                409,
                null,
                "channel.gates-unmet",
                Findings:
                [
                    new("gate.yanked", "agent 2 was yanked: crashes", Mend: "Make another."),
                    new("gate.order", "4.3 was never on testing"),
                ]
            )
        );

        var answer = await _gtp.RunAsync(
            "channel",
            "promote",
            "guest-tools",
            "stable",
            "4.3",
            "--comment",
            "x"
        );

        Assert.Equal(5, answer.ExitCode);
        Assert.Equal(
            "gate.yanked: agent 2 was yanked: crashes Make another.\ngate.order: 4.3 was never on testing\ngtp: The channel demands more\n",
            answer.Error
        );
        Assert.Equal("", answer.Out);
    }

    [Theory]
    [InlineData("channel", "promote", "guest-tools", "stable", "4.3")]
    [InlineData("channel", "promote", "guest-tools", "latest", "4.3", "--comment", "x")]
    [InlineData("channel", "promote", "guest-tools", "stable", "v4", "--comment", "x")]
    [InlineData(
        "channel",
        "promote",
        "guest-tools",
        "stable",
        "4.3",
        "--comment",
        "x",
        "--percent",
        "101"
    )]
    [InlineData(
        "channel",
        "promote",
        "guest-tools",
        "stable",
        "4.3",
        "--comment",
        "x",
        "--due",
        "soon"
    )]
    [InlineData("channel", "undo", "guest-tools", "stable")]
    public async Task A_mistake_in_the_command_line_is_told_before_anything_is_asked(
        params string[] arguments
    )
    {
        var answer = await _gtp.RunAsync(arguments);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("--help", answer.Error, StringComparison.Ordinal);
        Assert.Empty(_portal.Requests);
    }

    [Theory]
    [InlineData("undo")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("halt")]
    [InlineData("rollback")]
    [InlineData("retire")]
    public async Task Each_deed_is_a_request_of_its_own(string deed)
    {
        Answer(Channel("4.3", 100), "\"7-aaaaaaaaaaaa\"");
        Answer(Channel("4.2", 100), "\"8-bbbbbbbbbbbb\"");

        var answer = await _gtp.RunAsync(
            "channel",
            deed,
            "guest-tools",
            "stable",
            "--comment",
            "because"
        );

        Assert.Equal(0, answer.ExitCode);
        var sent = _portal.Requests.Last();
        Assert.Equal(("POST", $"{Path}/{deed}"), (sent.Method, sent.Url));
        Assert.Equal("\"7-aaaaaaaaaaaa\"", sent.Headers["If-Match"]);
        Assert.Equal("""{"comment":"because"}""", Encoding.UTF8.GetString(sent.Body));
    }

    [Fact]
    public async Task A_channel_is_shown_with_its_warnings()
    {
        Answer(
            Channel("4.3", 25, previous: "4.2") with
            {
                Warnings = ["guest-tools 4.3 was withdrawn: loses disks"],
            },
            "\"7-aaaaaaaaaaaa\""
        );

        var answer = await _gtp.RunAsync("channel", "show", "guest-tools", "stable");

        Assert.Equal(0, answer.ExitCode);
        foreach (
            var line in (string[])
                [
                    "points to:  4.3",
                    "rollout:    let out to 25 %",
                    "handed out: 4.2",
                    "warning: guest-tools 4.3 was withdrawn: loses disks",
                ]
        )
        {
            Assert.Contains($"{line}\n", answer.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Lists_are_lines_for_cut_and_awk()
    {
        _portal.ThenJson(
            new PageWire<ChannelWire>([Channel("4.3", 100)], null),
            ProtocolJson.Default.PageWireChannelWire
        );
        var list = await _gtp.RunAsync("channel", "list", "guest-tools");
        _portal.ThenJson(
            new PageWire<PromotionWire>(
                [new(3, Samples.Then, "ada", "promote", "4.2", "4.3", 5, "why\nso", null)],
                null
            ),
            ProtocolJson.Default.PageWirePromotionWire
        );
        var history = await _gtp.RunAsync("channel", "history", "guest-tools", "stable");

        Assert.Equal("stable\t4.3\tlet out to all\t\t2026-03-01T12:00:00Z\t\n", list.Out);
        Assert.Equal("3\t2026-03-01T12:00:00Z\tada\tpromote\t4.2\t4.3\t5\twhy\n", history.Out);
    }

    [Fact]
    public async Task A_channel_of_a_distro_is_made_with_its_settings()
    {
        Answer(Channel(null, 0), "\"2-aaaaaaaaaaaa\"", 201);

        var answer = await _gtp.RunAsync(
            "channel",
            "create",
            "guest-tools",
            "debian-12",
            "--owner",
            "debian",
            "--floor",
            "4.0",
            "--follows",
            "stable"
        );

        Assert.Equal("guest-tools/stable points to nothing yet.\n", answer.Out);
        Assert.Equal(
            new ChannelCreateWire("debian-12", "debian", null, "4.0", "stable"),
            JsonSerializer.Deserialize(
                _portal.Requests.Single().Body,
                ProtocolJson.Default.ChannelCreateWire
            )
        );
    }

    private void Answer(ChannelWire channel, string tag, int status = 200) =>
        _portal.Then(context =>
        {
            context.Response.Headers["ETag"] = tag;
            return FakePortal.JsonAsync(context, channel, ProtocolJson.Default.ChannelWire, status);
        });

    private static ChannelWire Channel(string? version, int percent, string? previous = null)
    {
        var before = previous is null
            ? null
            : new ChannelReleaseWire(previous, "ready", Image, 1000);
        var release = version is null
            ? null
            : new ChannelReleaseWire(version, "ready", Image, 1000);
        return new(
            "guest-tools",
            "stable",
            "stable",
            null,
            "live",
            7,
            release,
            before,
            percent == 100 ? release : before,
            release is null ? null : new(percent, "running", "00", null, Samples.Then, null),
            null,
            null,
            null,
            null,
            [],
            Samples.Then
        );
    }
}
