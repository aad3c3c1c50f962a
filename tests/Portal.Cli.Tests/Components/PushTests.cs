using System.Security.Cryptography;
using Portal.Cli.Tests.Testing;
using Portal.Packaging.Archives;
using Portal.Packaging.Linting;
using Portal.Protocol;
using Portal.Protocol.Problems;
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
        _portal.ThenJson(
            Samples.Version("my-agent", "1.0", check.Contents!.Identity),
            ProtocolJson.Default.ComponentVersionWire,
            201
        );

        var answer = await _gtp.RunAsync("component", "push", folder, "--project", "qemu");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal($"Published my-agent 1.0, digest {check.Contents.Identity}\n", answer.Out);
        var request = Assert.Single(_portal.Requests);
        Assert.Equal(
            ("PUT", "/api/v1/components/my-agent/versions/1.0?project=qemu"),
            (request.Method, request.Url)
        );
        Assert.Equal(
            $"sha-256=:{Convert.ToBase64String(SHA256.HashData(request.Body))}:",
            request.Headers["Repr-Digest"]
        );
        using var sent = new MemoryStream(request.Body);
        var received = await ComponentCheck.CheckArchiveAsync(
            sent,
            ArchiveLimits.Default,
            HashOnlySink.Instance,
            new ExpectedComponent("my-agent", "1.0")
        );
        Assert.True(received.IsGood);
        Assert.Equal(check.Contents.Identity, received.Contents!.Identity);
    }

    [Theory]
    [InlineData(".tar.gz", "application/gzip")]
    [InlineData(".tar", "application/x-tar")]
    public async Task An_archive_is_sent_as_it_is(string extension, string type)
    {
        var folder = _gtp.PutComponent("agent");
        var archive = folder + extension;
        await _gtp.RunAsync("component", "pack", folder, "-o", archive);
        _portal.ThenJson(
            Samples.Version("my-agent", "1.0", Digest.Of("x"u8)),
            ProtocolJson.Default.ComponentVersionWire
        );

        var answer = await _gtp.RunAsync("component", "push", archive);

        Assert.StartsWith("Already published: my-agent 1.0", answer.Out, StringComparison.Ordinal);
        var request = Assert.Single(_portal.Requests);
        Assert.Equal(type, request.Headers["Content-Type"]);
        Assert.Equal(await File.ReadAllBytesAsync(archive), request.Body);
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
        _portal.ThenProblem(
            new ProblemWire(
                null,
                "Refused",
                422,
                "The component has 1 finding.",
                "component.refused",
                Findings: [new Finding("some.rule", "Wrong.", "component.yaml", 4, "Mend it.")]
            )
        );

        var folder = _gtp.PutComponent("agent");
        var answer = await _gtp.RunAsync("component", "push", folder);

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(
            $"{folder}/component.yaml:4: some.rule: Wrong. Mend it.\ngtp: The component has 1 finding.\n",
            answer.Error
        );
    }

    [Fact]
    public async Task Other_content_under_the_same_version_is_a_conflict()
    {
        _portal.ThenProblem(new ProblemWire(null, null, 409, "Taken.", "component.version-taken"));

        var answer = await _gtp.RunAsync("component", "push", _gtp.PutComponent("agent"));

        Assert.Equal(5, answer.ExitCode);
        Assert.Equal(
            "gtp: Taken. A published version never changes: raise the version in component.yaml.\n",
            answer.Error
        );
    }
}
