using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Components;
using Portal.Protocol.Problems;
using Portal.Testing;

namespace Portal.Cli.Tests.Components;

/// <summary>The setup.exe of the installers by the command line.</summary>
public sealed class InstallerTests : IDisposable
{
    private const string Path = "/api/v1/installer/setup";
    private static readonly byte[] Program = "MZ, as the portal has it"u8.ToArray();

    private readonly GtpRun _gtp = new();
    private readonly FakePortal _portal = new();

    public InstallerTests()
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
    public async Task Who_signed_it_is_shown()
    {
        Answer(Setup());
        Answer(
            Setup(new("publisher", true, "Example, Inc.", new(2026, 1, 2, 3, 4, 5, default), null))
        );
        Answer(Setup(new("broken", false, "Example, Inc.", null, "expired")));

        Assert.Contains("not signed\n", (await ShowAsync()).Out, StringComparison.Ordinal);
        Assert.Contains(
            "signed by Example, Inc. (publisher), 2026-01-02",
            (await ShowAsync()).Out,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "does not hold: expired\n",
            (await ShowAsync()).Out,
            StringComparison.Ordinal
        );

        Task<GtpAnswer> ShowAsync() => _gtp.RunAsync("installer", "show");
    }

    [Fact]
    public async Task What_is_exported_is_what_the_portal_has()
    {
        Answer(Setup());
        _portal.Then(context =>
            FakePortal.BytesAsync(context, Program, "application/octet-stream")
        );
        var file = System.IO.Path.Combine(_gtp.Folder, "to sign.exe");

        var answer = await _gtp.RunAsync("installer", "export", "-o", file);

        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Equal(Program, await File.ReadAllBytesAsync(file));
        Assert.Equal(
            "/api/v1/components/guest-tools-installer/versions/0.3.0%2Bsigned.1/content?path=disc%2Fsetup.exe",
            _portal.Requests.Last().Url
        );
    }

    [Fact]
    public async Task Other_bytes_than_the_portal_named_are_not_written()
    {
        Answer(Setup());
        _portal.Then(context => FakePortal.BytesAsync(context, "MZ"u8.ToArray(), "x/y"));
        var file = System.IO.Path.Combine(_gtp.Folder, "setup.exe");

        var answer = await _gtp.RunAsync("installer", "export", "-o", file);

        Assert.Equal(1, answer.ExitCode);
        Assert.Empty(Directory.GetFiles(_gtp.Folder));
    }

    [Fact]
    public async Task A_signed_file_is_sent_whole_and_what_its_signature_lacks_is_said()
    {
        Answer(Setup(new("test-signed", true, "Me", null, null)), 201);
        var file = _gtp.Put("signed.exe", "MZ signed");

        var answer = await _gtp.RunAsync("installer", "sign", file);

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(
            "New releases take guest-tools-installer 0.3.0+signed.1, signed by Me (test-signed), no timestamp.\n",
            answer.Out
        );
        Assert.Contains("no root of Microsoft's", answer.Error, StringComparison.Ordinal);
        Assert.Contains("no trusted timestamp", answer.Error, StringComparison.Ordinal);
        var sent = Assert.Single(_portal.Requests);
        Assert.Equal(("PUT", Path), (sent.Method, sent.Url));
        Assert.Equal("MZ signed"u8.ToArray(), sent.Body);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_code_and_a_large_file_is_not_sent()
    {
        _portal.ThenProblem(
            new ProblemWire(null, "It differs", 422, "It was changed.", "setup.differs")
        );
        var refused = await _gtp.RunAsync("installer", "sign", _gtp.Put("a.exe", "MZ"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("It was changed.", refused.Error, StringComparison.Ordinal);

        Assert.Equal(2, (await _gtp.RunAsync("installer", "sign", "nowhere.exe")).ExitCode);
        var large = _gtp.Put("large.exe", new string('x', (4 << 20) + 1));
        Assert.Equal(2, (await _gtp.RunAsync("installer", "sign", large)).ExitCode);
        Assert.Single(_portal.Requests);
    }

    private void Answer(SetupWire setup, int status = 200) =>
        _portal.ThenJson(setup, ProtocolJson.Default.SetupWire, status);

    private static SetupWire Setup(SignatureWire? signature = null) =>
        new(
            "0.3.0+signed.1",
            Digest.Of("content"u8),
            "disc/setup.exe",
            Program.Length,
            Digest.Of(Program),
            signature
        );
}
