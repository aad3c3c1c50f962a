using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Problems;
using Portal.Testing;

namespace Portal.Cli.Tests.Session;

public sealed class SessionTests : IDisposable
{
    private const string Token = "gtp_abc_0123456789";

    private readonly GtpRun _gtp = new();
    private readonly FakePortal _portal = new();
    private readonly FakePortal _other = new();

    public SessionTests()
    {
        _portal.Otherwise = context =>
            FakePortal.JsonAsync(context, Samples.Me(), ProtocolJson.Default.MeWire);
        _other.Otherwise = _portal.Otherwise;
    }

    public void Dispose()
    {
        _gtp.Dispose();
        _portal.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Login_checks_the_token_and_keeps_it_for_this_person_alone()
    {
        var answer = await LoginAsync(_portal, Token);

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal($"Signed in to {_portal.Url} as ada.\n", answer.Out);
        Assert.DoesNotContain(Token, answer.Out + answer.Error, StringComparison.Ordinal);
        var request = Assert.Single(_portal.Requests);
        Assert.Equal(
            ("/api/v1/me", "Bearer " + Token),
            (request.Url, request.Headers["Authorization"])
        );
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(_gtp.ConfigurationFile)
        );
        var folder = Path.GetDirectoryName(_gtp.ConfigurationFile)!;
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(folder)
        );
        Assert.Single(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task After_login_commands_need_no_address_and_no_token()
    {
        await LoginAsync(_portal, Token);

        var answer = await _gtp.RunAsync("whoami", "--json");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("ada", answer.Json.GetProperty("me").GetProperty("name").GetString());
        Assert.Equal("Bearer " + Token, _portal.Requests.Last().Headers["Authorization"]);
    }

    [Fact]
    public async Task A_token_is_never_sent_to_another_portal()
    {
        await LoginAsync(_portal, Token);

        var answer = await _gtp.RunAsync("whoami", "--url", _other.Url.AbsoluteUri);

        Assert.Equal(3, answer.ExitCode);
        Assert.Empty(_other.Requests);
    }

    [Fact]
    public async Task A_token_that_the_portal_refuses_is_not_kept()
    {
        _portal.ThenProblem(new ProblemWire(null, null, 401, "The token is unknown.", "auth"));

        var answer = await LoginAsync(_portal, Token);

        Assert.Equal(3, answer.ExitCode);
        Assert.False(File.Exists(_gtp.ConfigurationFile));
    }

    [Fact]
    public async Task The_environment_goes_before_what_login_stored()
    {
        await LoginAsync(_portal, Token);
        _gtp.Environment["GTP_URL"] = _other.Url.AbsoluteUri;
        _gtp.Environment["GTP_TOKEN"] = "gtp_from_environment";

        var answer = await _gtp.RunAsync("whoami");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(
            "Bearer gtp_from_environment",
            Assert.Single(_other.Requests).Headers["Authorization"]
        );
    }

    [Fact]
    public async Task Logout_forgets_the_token_and_keeps_those_of_others()
    {
        await LoginAsync(_portal, Token);
        await LoginAsync(_other, "gtp_other");

        var answer = await _gtp.RunAsync("logout");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(2, (await _gtp.RunAsync("whoami")).ExitCode);
        Assert.Equal(0, (await _gtp.RunAsync("whoami", "--url", _portal.Url.AbsoluteUri)).ExitCode);
        Assert.DoesNotContain(
            "gtp_other",
            await File.ReadAllTextAsync(_gtp.ConfigurationFile),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public async Task What_is_no_token_is_not_sent(string token)
    {
        var answer = await LoginAsync(_portal, token);

        Assert.Equal(2, answer.ExitCode);
        Assert.Empty(_portal.Requests);
    }

    [Fact]
    public async Task Without_a_terminal_nobody_is_asked()
    {
        var answer = await _gtp.RunAsync("login", "--url", _portal.Url.AbsoluteUri);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("--token-stdin", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_configuration_is_told_with_its_place()
    {
        _gtp.Put("config/gtp/config.json", "{ broken");

        var answer = await _gtp.RunAsync("whoami");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains(_gtp.ConfigurationFile, answer.Error, StringComparison.Ordinal);
    }

    private Task<GtpAnswer> LoginAsync(FakePortal portal, string token) =>
        _gtp.RunWithInputAsync(
            token + "\n",
            "login",
            "--url",
            portal.Url.AbsoluteUri,
            "--token-stdin"
        );
}
