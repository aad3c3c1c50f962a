using System.Text;
using Portal.Cli.Tests.Testing;
using Portal.Packaging.Archives;
using Portal.Packaging.Linting;
using Portal.Protocol;
using Portal.Protocol.Problems;
using Portal.Protocol.Uploads;
using Portal.Testing;

namespace Portal.Cli.Tests.Components;

public sealed class PushTests : IDisposable
{
    private readonly GtpRun _gtp = new();
    private readonly FakePortal _portal = new();

    public PushTests()
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
    public async Task A_folder_is_packed_and_sent_with_the_digest_of_its_bytes()
    {
        var folder = _gtp.PutComponent("agent");
        var check = await ComponentCheck.CheckDirectoryAsync(folder, ArchiveLimits.Default);
        _portal.ThenTakes(Samples.Upload(UploadStates.Created, check.Contents!.Identity));

        var answer = await _gtp.RunAsync("component", "push", folder, "--project", "qemu");

        Assert.Equal(
            (0, $"Published my-agent 1.0, digest {check.Contents.Identity}\n", ""),
            (answer.ExitCode, answer.Out, answer.Error)
        );
        var requests = _portal.Requests.ToArray();
        Assert.Equal(
            ["POST /api/v1/uploads", "PATCH /api/v1/uploads/u1", "GET /api/v1/uploads/u1?wait=20"],
            requests.Select(r => $"{r.Method} {r.Url}")
        );
        var sent = requests[1].Body;
        Assert.Equal($"{sent.Length}", requests[0].Headers["Upload-Length"]);
        Assert.Equal(
            [
                ("component", "my-agent"),
                ("version", "1.0"),
                ("project", "qemu"),
                ("filename", "agent"),
                ("sha256", Digest.Of(sent).Hex),
            ],
            Metadata(requests[0])
        );
        Assert.All(requests[..2], r => Assert.Equal("1.0.0", r.Headers["Tus-Resumable"]));
        Assert.Equal("application/offset+octet-stream", requests[1].Headers["Content-Type"]);
        Assert.Equal("0", requests[1].Headers["Upload-Offset"]);
        using var archive = new MemoryStream(sent);
        var received = await ComponentCheck.CheckArchiveAsync(
            archive,
            ArchiveLimits.Default,
            HashOnlySink.Instance,
            new ExpectedComponent("my-agent", "1.0")
        );
        Assert.True(received.IsGood);
        Assert.Equal(check.Contents.Identity, received.Contents!.Identity);
        Assert.Empty(Remembered());
    }

    [Theory]
    [InlineData(".tar.gz")]
    [InlineData(".tar")]
    public async Task An_archive_is_sent_as_it_is(string extension)
    {
        var folder = _gtp.PutComponent("agent");
        var archive = folder + extension;
        await _gtp.RunAsync("component", "pack", folder, "-o", archive);
        _portal.ThenTakes(Samples.Upload(UploadStates.Existing, Digest.Of("x"u8)));

        var answer = await _gtp.RunAsync("component", "push", archive);

        Assert.StartsWith("Already published: my-agent 1.0", answer.Out, StringComparison.Ordinal);
        Assert.Equal(
            await File.ReadAllBytesAsync(archive),
            _portal.Requests.Single(r => r.Method == "PATCH").Body
        );
    }

    [Fact]
    public async Task What_broke_off_goes_on_when_the_same_is_pushed_again()
    {
        var folder = _gtp.PutComponent("agent");
        _portal.ThenCreates();
        _portal.Otherwise = context => FakePortal.EmptyAsync(context, 503);
        var broken = await _gtp.RunAsync("component", "push", folder);
        Assert.Equal(6, broken.ExitCode);
        Assert.EndsWith(
            "What was sent is kept: the same command goes on from there.\n",
            broken.Error,
            StringComparison.Ordinal
        );
        Assert.Contains("Trying again in ", broken.Error, StringComparison.Ordinal);
        Assert.Single(Remembered());
        var begun = _portal.Requests.Count;

        _portal
            .ThenStands(100)
            .ThenSaves()
            .ThenJson(
                Samples.Upload(UploadStates.Created, Digest.Of("x"u8)),
                ProtocolJson.Default.UploadWire
            );
        var answer = await _gtp.RunAsync("component", "push", folder);

        Assert.Equal(
            (0, "Going on with the push of my-agent 1.0 that broke off.\n"),
            (answer.ExitCode, answer.Error)
        );
        var requests = _portal.Requests.Skip(begun).ToArray();
        Assert.Equal(["HEAD", "PATCH", "GET"], requests.Select(r => r.Method));
        Assert.Equal("100", requests[1].Headers["Upload-Offset"]);
        var length = int.Parse(_portal.Requests.First().Headers["Upload-Length"]!);
        Assert.Equal(length - 100, requests[1].Body.Length);
        Assert.Empty(Remembered());
    }

    [Fact]
    public async Task Another_archive_or_portal_begins_anew()
    {
        var folder = _gtp.PutComponent("agent");
        _portal
            .ThenCreates()
            .ThenProblem(new ProblemWire(null, "Gone", 500, "Broken.", "internal"));
        await _gtp.RunAsync("component", "push", folder);
        Assert.Single(Remembered());

        _gtp.Put("agent/more.txt", "more");
        _portal.ThenTakes(Samples.Upload(UploadStates.Created, Digest.Of("x"u8)));
        var answer = await _gtp.RunAsync("component", "push", folder);

        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Single(Remembered());
    }

    [Fact]
    public async Task An_upload_that_the_portal_has_lost_begins_again()
    {
        var folder = _gtp.PutComponent("agent");
        _portal
            .ThenCreates()
            .ThenProblem(new ProblemWire(null, "Broken", 500, "Broken.", "internal"));
        await _gtp.RunAsync("component", "push", folder);

        _portal.Then(context => FakePortal.EmptyAsync(context, 404));
        _portal.ThenTakes(Samples.Upload(UploadStates.Created, Digest.Of("x"u8)));
        var answer = await _gtp.RunAsync("component", "push", folder);

        Assert.Equal(0, answer.ExitCode);
        Assert.Empty(Remembered());
    }

    [Fact]
    public async Task A_portal_that_failed_is_asked_to_try_again_by_the_next_push()
    {
        var folder = _gtp.PutComponent("agent");
        var failed = Samples.Upload(UploadStates.Failed, null) with
        {
            Problem = new ProblemWire(null, "Full", 507, "The disk is full.", "storage.full"),
        };
        _portal.ThenTakes(failed);
        var first = await _gtp.RunAsync("component", "push", folder);
        Assert.Equal(
            (1, "gtp: The disk is full. What was sent is kept: the same command tries again.\n"),
            (first.ExitCode, first.Error)
        );

        var length = long.Parse(_portal.Requests.First().Headers["Upload-Length"]!);
        _portal
            .ThenStands(length)
            .ThenJson(failed, ProtocolJson.Default.UploadWire)
            .ThenSaves()
            .ThenJson(
                Samples.Upload(UploadStates.Created, Digest.Of("x"u8)),
                ProtocolJson.Default.UploadWire
            );
        var second = await _gtp.RunAsync("component", "push", folder);

        Assert.Equal(0, second.ExitCode);
        Assert.Empty(_portal.Requests.Last(r => r.Method == "PATCH").Body);
    }

    [Fact]
    public async Task A_portal_without_resumable_uploads_is_told_and_nothing_else_is_tried()
    {
        _portal.ThenProblem(
            new ProblemWire(null, "No route", 404, "Nothing is there.", "request.no-such-route")
        );

        var answer = await _gtp.RunAsync("component", "push", _gtp.PutComponent("agent"));

        Assert.Equal(4, answer.ExitCode);
        Assert.Contains("older than this gtp", answer.Error, StringComparison.Ordinal);
        Assert.Single(_portal.Requests);
        Assert.Empty(Remembered());
    }

    [Fact]
    public async Task What_has_findings_is_not_sent()
    {
        var folder = _gtp.PutComponent("agent", version: "none");

        var answer = await _gtp.RunAsync("component", "push", folder);

        Assert.Equal(1, answer.ExitCode);
        Assert.StartsWith(
            $"{folder}/component.yaml:2: manifest.version: ",
            answer.Error,
            StringComparison.Ordinal
        );
        Assert.Empty(_portal.Requests);
    }

    [Fact]
    public async Task The_portals_findings_are_shown_one_a_line()
    {
        _portal.ThenTakes(
            Samples.Upload(UploadStates.Refused, null) with
            {
                Problem = new ProblemWire(
                    null,
                    "Refused",
                    422,
                    "The component has 1 finding.",
                    "component.refused",
                    Findings: [new Finding("some.rule", "Wrong.", "component.yaml", 4, "Mend it.")]
                ),
            }
        );

        var folder = _gtp.PutComponent("agent");
        var answer = await _gtp.RunAsync("component", "push", folder);

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(
            $"{folder}/component.yaml:4: some.rule: Wrong. Mend it.\ngtp: The component has 1 finding.\n",
            answer.Error
        );
        Assert.Empty(Remembered());
    }

    [Fact]
    public async Task Other_content_under_the_same_version_is_a_conflict()
    {
        _portal.ThenTakes(
            Samples.Upload(UploadStates.Refused, null) with
            {
                Problem = new ProblemWire(null, null, 409, "Taken.", "component.version-taken"),
            }
        );

        var answer = await _gtp.RunAsync("component", "push", _gtp.PutComponent("agent"));

        Assert.Equal(5, answer.ExitCode);
        Assert.Equal(
            "gtp: Taken. A published version never changes: raise the version in component.yaml.\n",
            answer.Error
        );
    }

    [Fact]
    public async Task What_is_refused_before_a_byte_is_told_as_the_portal_says_it()
    {
        _portal.ThenProblem(new ProblemWire(null, null, 403, "Not yours.", "access.forbidden"));

        var answer = await _gtp.RunAsync("component", "push", _gtp.PutComponent("agent"));

        Assert.Equal((3, "gtp: Not yours.\n"), (answer.ExitCode, answer.Error));
        Assert.Empty(Remembered());
    }

    private string[] Remembered() =>
        Directory.GetFiles(Path.Combine(Path.GetDirectoryName(_gtp.ConfigurationFile)!, "uploads"));

    private static IEnumerable<(string, string)> Metadata(SeenRequest request) =>
        request.Headers["Upload-Metadata"]!
            .Split(',')
            .Select(pair => pair.Split(' '))
            .Select(pair => (pair[0], Encoding.UTF8.GetString(Convert.FromBase64String(pair[1]))));
}
