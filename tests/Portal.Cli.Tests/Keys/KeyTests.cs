using System.Text;
using System.Text.Json;
using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Updates;
using Portal.Testing;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Cli.Tests.Keys;

public sealed class KeyTests : IDisposable
{
    private readonly GtpRun _gtp = new();
    private readonly FakePortal _portal = new();

    public KeyTests()
    {
        _gtp.Environment["GTP_URL"] = _portal.Url.AbsoluteUri;
        _gtp.Environment["GTP_TOKEN"] = "gtp_x";
    }

    public void Dispose()
    {
        _gtp.Dispose();
        _portal.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_key_that_was_made_signs_what_a_client_then_believes(bool hasPassphrase)
    {
        var key = Path.Combine(_gtp.Folder, "root-1.pem");
        string[] passphrase = hasPassphrase
            ? ["--passphrase-file", _gtp.Put("passphrase", "correct horse\n")]
            : [];
        var made = await _gtp.RunAsync(["keys", "init", key, "--json", .. passphrase]);
        Assert.Equal(0, made.ExitCode);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        Assert.Equal(
            hasPassphrase,
            (await File.ReadAllTextAsync(key)).Contains("ENCRYPTED", StringComparison.Ordinal)
        );
        var root = _gtp.Put("root.json", Encoding.UTF8.GetString(RootOf(key + ".pub")));

        var signed = await _gtp.RunAsync([
            "keys",
            "sign",
            root,
            "--key",
            key,
            "--yes",
            .. passphrase,
        ]);

        Assert.True(signed.ExitCode == 0, signed.Error);
        var keyId = made.Json.GetProperty("keyId").GetString()!;
        Assert.Contains("root, version 1", signed.Out, StringComparison.Ordinal);
        Assert.Contains(keyId, signed.Out, StringComparison.Ordinal);
        var file = SignedFiles.ReadRoot(await File.ReadAllBytesAsync(root));
        file.Verify(file.Content, RoleName.Root);
    }

    [Fact]
    public async Task A_key_is_never_written_over_another_file()
    {
        var key = _gtp.Put("root-1.pem", "something");

        var answer = await _gtp.RunAsync("keys", "init", key);

        Assert.Equal(2, answer.ExitCode);
        Assert.Equal("something", await File.ReadAllTextAsync(key));
        Assert.False(File.Exists(key + ".pub"));
    }

    [Fact]
    public async Task Nothing_is_signed_unread_or_by_what_is_no_key()
    {
        var key = Path.Combine(_gtp.Folder, "k.pem");
        await _gtp.RunAsync("keys", "init", key);
        var root = _gtp.Put("root.json", Encoding.UTF8.GetString(RootOf(key + ".pub")));
        var before = await File.ReadAllTextAsync(root);

        Assert.Equal(2, (await _gtp.RunAsync("keys", "sign", root, "--key", key)).ExitCode);
        Assert.Equal(
            1,
            (await _gtp.RunAsync("keys", "sign", root, "--key", root, "--yes")).ExitCode
        );
        var other = _gtp.Put("other.json", "{}");
        Assert.Equal(
            1,
            (await _gtp.RunAsync("keys", "sign", other, "--key", key, "--yes")).ExitCode
        );
        Assert.Equal(before, await File.ReadAllTextAsync(root));
    }

    [Fact]
    public async Task What_waits_is_fetched_and_what_is_signed_is_handed_in()
    {
        var key = Path.Combine(_gtp.Folder, "k.pem");
        await _gtp.RunAsync("keys", "init", key);
        var waiting = RootOf(key + ".pub");
        _portal.Then(context => FakePortal.BytesAsync(context, waiting, "application/json"));
        _portal.ThenJson(Role(1), ProtocolJson.Default.UpdateRoleWire, 202);
        var file = Path.Combine(_gtp.Folder, "out.json");

        var exported = await _gtp.RunAsync("keys", "export", "root", "--output", file);
        var handed = await _gtp.RunAsync("keys", "submit", "root", file);

        Assert.True(exported.ExitCode == 0, exported.Error);
        Assert.Equal(waiting, await File.ReadAllBytesAsync(file));
        Assert.Equal("root: 1 of 2 signatures are there. Next: gtp keys export root\n", handed.Out);
        var sent = _portal.Requests.Last();
        Assert.Equal(("PUT", "/api/v1/updates/roles/root/signatures"), (sent.Method, sent.Url));
        Assert.Equal(waiting, sent.Body);
    }

    [Fact]
    public async Task Other_keys_are_asked_for_by_their_public_halves()
    {
        var key = Path.Combine(_gtp.Folder, "k.pem");
        await _gtp.RunAsync("keys", "init", key);
        _portal.ThenJson(Role(0), ProtocolJson.Default.UpdateRoleWire, 202);
        _portal.ThenJson(Role(0), ProtocolJson.Default.UpdateRoleWire, 202);

        await _gtp.RunAsync("keys", "rotate", "stable.tools", "--key", key + ".pub");
        var order = JsonSerializer.Deserialize<KeyOrderWire>(
            _portal.Requests.Last().Body,
            ProtocolJson.Strict
        );
        Assert.Equal([await File.ReadAllTextAsync(key + ".pub")], order!.Keys);

        await _gtp.RunAsync("keys", "rotate", "timestamp");
        Assert.Equal("""{"threshold":1}""", Encoding.UTF8.GetString(_portal.Requests.Last().Body));
    }

    private static UpdateRoleWire Role(int signatures) =>
        new("root", 1, null, null, false, 2, [], new(2, signatures, 2, []));

    private static byte[] RootOf(string publicKey)
    {
        var plan = KeyPlan.Of(TufKey.FromPem(File.ReadAllText(publicKey)));
        return SignedFiles
            .Begin(new RootPlan(plan, plan, plan, plan).Build(null, DateTimeOffset.UnixEpoch))
            .ToBytes();
    }
}
