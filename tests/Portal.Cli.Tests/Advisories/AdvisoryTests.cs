using System.Text.Json;
using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Advisories;
using Portal.Testing;

namespace Portal.Cli.Tests.Advisories;

public sealed class AdvisoryTests : IDisposable
{
    private const string Path = "/api/v1/components/agent/advisories";
    private readonly GtpRun _gtp = new();
    private readonly FakePortal _portal = new();

    public AdvisoryTests()
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
    public async Task A_problem_is_told_with_its_ranges_and_fixes()
    {
        Answer(Advisory(), "\"1\"", 201);

        var answer = await _gtp.RunAsync(
            "advisory",
            "add",
            "agent",
            "CVE-2026-1234",
            "--affected",
            ">=7 <7.2.22-2",
            "--affected",
            ">=8 <8.0.1",
            "--fixed-in",
            "7.2.22-2",
            "--severity",
            "high",
            "--summary",
            "reads files"
        );

        Assert.True(answer.ExitCode == 0, answer.Error);
        Assert.Equal("Published CVE-2026-1234 of agent.\n", answer.Out);
        var sent = _portal.Requests.Single();
        Assert.Equal(("POST", Path), (sent.Method, sent.Url));
        var wire = JsonSerializer.Deserialize(sent.Body, ProtocolJson.Default.AdvisoryCreateWire)!;
        Assert.Equal([">=7 <7.2.22-2", ">=8 <8.0.1"], wire.Affected);
        Assert.Equal(["7.2.22-2"], wire.FixedIn!);
        Assert.Equal(
            ("CVE-2026-1234", "high", "reads files"),
            (wire.Id, wire.Severity, wire.Summary)
        );
    }

    [Fact]
    public async Task What_is_not_named_in_a_change_stays_and_the_tag_is_that_of_what_was_read()
    {
        Answer(Advisory(), "\"3\"");
        Answer(Advisory(), "\"4\"");

        var answer = await _gtp.RunAsync(
            "advisory",
            "change",
            "agent",
            "CVE-2026-1234",
            "--fixed-in",
            "7.3"
        );

        Assert.True(answer.ExitCode == 0, answer.Error);
        var sent = _portal.Requests.Last();
        Assert.Equal(("PUT", $"{Path}/CVE-2026-1234"), (sent.Method, sent.Url));
        Assert.Equal("\"3\"", sent.Headers["If-Match"]);
        var wire = JsonSerializer.Deserialize(sent.Body, ProtocolJson.Default.AdvisoryUpdateWire)!;
        Assert.Equal(["<7.2"], wire.Affected);
        Assert.Equal(["7.3"], wire.FixedIn!);
        Assert.Equal(("high", "reads files"), (wire.Severity, wire.Summary));
    }

    [Fact]
    public async Task It_is_withdrawn_for_a_reason()
    {
        Answer(Advisory() with { Withdrawn = new("none", "mia", Samples.Then) }, "\"5\"");

        var answer = await _gtp.RunAsync(
            "advisory",
            "withdraw",
            "agent",
            "CVE-2026-1234",
            "--reason",
            "none",
            "--if-revision",
            "4"
        );

        Assert.True(answer.ExitCode == 0, answer.Error);
        Assert.Equal("Withdrew CVE-2026-1234 of agent.\n", answer.Out);
        var sent = _portal.Requests.Single();
        Assert.Equal(("POST", $"{Path}/CVE-2026-1234/withdraw"), (sent.Method, sent.Url));
        Assert.Equal("\"4\"", sent.Headers["If-Match"]);
    }

    [Fact]
    public async Task What_carries_it_is_shown()
    {
        _portal.ThenJson(
            new AdvisoryReachWire(
                Advisory(),
                ["7.1"],
                ["7.2"],
                [new("tools", "stable", "4.2", "7.1")],
                3,
                new([new("tools", "4.2", "ready", "7.1", "7.2")], "next"),
                [new("tools", "4.2", "7.1", 12), new("tools", "4.1", "7.1", 3)]
            ),
            ProtocolJson.Default.AdvisoryReachWire
        );

        var answer = await _gtp.RunAsync("advisory", "show", "agent", "CVE-2026-1234");

        Assert.True(answer.ExitCode == 0, answer.Error);
        foreach (
            var text in (string[])
                [
                    "tools/stable (4.2)",
                    "tools 4.2 and 2 older ones",
                    "12 with tools 4.2, 3 with tools 4.1",
                    "reads files",
                ]
        )
        {
            Assert.Contains(text, answer.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Lists_are_lines_for_cut_and_awk()
    {
        _portal.ThenJson(
            new PageWire<AdvisoryWire>([Advisory()], null),
            ProtocolJson.Default.PageWireAdvisoryWire
        );
        var all = await _gtp.RunAsync("advisory", "list", "--component", "agent");
        _portal.ThenJson(
            new PageWire<CarriedAdvisoryWire>([new("7.1", "7.2", Advisory())], null),
            ProtocolJson.Default.PageWireCarriedAdvisoryWire
        );
        var carried = await _gtp.RunAsync("advisory", "list", "--release", "guest-tools/4.3");

        Assert.Equal(
            "CVE-2026-1234\thigh\tagent\t<7.2\t7.2\t2026-03-01T12:00:00Z\treads files\n",
            all.Out
        );
        Assert.Equal("CVE-2026-1234\thigh\tagent\t7.1\t7.2\treads files\n", carried.Out);
        Assert.Equal(
            [
                "/api/v1/advisories?component=agent&limit=200",
                "/api/v1/products/guest-tools/releases/4.3/advisories",
            ],
            _portal.Requests.Select(r => r.Url)
        );
    }

    [Theory]
    [InlineData("add", "agent", "CVE-2026-1234", "--severity", "high", "--summary", "s")]
    [InlineData("add", "agent", "..", "--affected", "*", "--severity", "high", "--summary", "s")]
    [InlineData("add", "agent", "OWN-1", "--affected", "*", "--severity", "bad", "--summary", "s")]
    [InlineData("withdraw", "agent", "CVE-2026-1234")]
    [InlineData("list", "--release", "guest-tools")]
    [InlineData("list", "--release", "guest-tools/4.3", "--id", "CVE-2026-1234")]
    public async Task A_mistake_in_the_command_line_is_told_before_anything_is_asked(
        params string[] arguments
    )
    {
        var answer = await _gtp.RunAsync(["advisory", .. arguments]);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("--help", answer.Error, StringComparison.Ordinal);
        Assert.Empty(_portal.Requests);
    }

    private void Answer(AdvisoryWire advisory, string tag, int status = 200) =>
        _portal.Then(context =>
        {
            context.Response.Headers["ETag"] = tag;
            return FakePortal.JsonAsync(
                context,
                advisory,
                ProtocolJson.Default.AdvisoryWire,
                status
            );
        });

    private static AdvisoryWire Advisory() =>
        new(
            "CVE-2026-1234",
            "agent",
            ["<7.2"],
            ["7.2"],
            "high",
            "reads files",
            null,
            "mia",
            Samples.Then,
            "mia",
            Samples.Then,
            1
        );
}
