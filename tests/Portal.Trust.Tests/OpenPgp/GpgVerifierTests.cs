using System.Text;
using Portal.Trust.OpenPgp;

namespace Portal.Trust.Tests.OpenPgp;

public sealed class GpgVerifierTests : IAsyncLifetime
{
    private static readonly byte[] Data = Encoding.ASCII.GetBytes("the data that is signed\n");

    private readonly TemporaryFolder _temporary = new();
    private readonly GpgVerifier _verifier = new();
    private GpgHome _home = null!;
    private string _keys = "";
    private string _fingerprint = "";
    private byte[] _signature = [];

    public async Task InitializeAsync()
    {
        _home = await GpgHome.OpenAsync(_temporary.At("openpgp"));
        _fingerprint = await _home.EnsureKeyAsync("Test <test@example.org>");
        _keys = await _home.ExportPublicAsync();
        _signature = await _home.SignDetachedAsync(new MemoryStream(Data));
    }

    public async Task DisposeAsync()
    {
        await _home.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task A_good_signature_names_its_key_and_its_time()
    {
        var key = (await _home.ListKeysAsync())[0];

        var verified = await Verify(_signature, Data);

        Assert.True(verified.IsGood, verified.Detail);
        Assert.Equal(_fingerprint, verified.Fingerprint);
        Assert.InRange(verified.SignedAt!.Value, key.Created, key.Created.AddMinutes(10));
    }

    [Fact]
    public async Task A_binary_signature_is_read_as_well()
    {
        Assert.True(
            Armor.TryDecode(Armor.Signature, Encoding.ASCII.GetString(_signature), out var binary)
        );

        Assert.True((await Verify(binary, Data)).IsGood);
    }

    [Fact]
    public async Task Altered_data_is_refused()
    {
        var verified = await Verify(_signature, [.. Data, 0]);

        Assert.Equal((GpgVerdict.BadSignature, null), (verified.Verdict, verified.Fingerprint));
    }

    [Fact]
    public async Task An_altered_signature_is_never_good()
    {
        Assert.True(
            Armor.TryDecode(Armor.Signature, Encoding.ASCII.GetString(_signature), out var binary)
        );
        // The last bytes are the signature's own numbers: it stays well formed and becomes wrong.
        var altered = binary.ToArray();
        altered[^5] ^= 1;
        Assert.Equal(GpgVerdict.BadSignature, (await Verify(altered, Data)).Verdict);

        for (var at = 0; at < binary.Length; at += 5)
        {
            altered = binary.ToArray();
            altered[at] ^= 0x10;
            var verified = await Verify(altered, Data);
            // A hint which key made it, and two bytes of the digest, are not covered by any signature.
            Assert.True(
                !verified.IsGood || verified.Fingerprint == _fingerprint,
                $"byte {at}: {verified}"
            );
            Assert.True(!verified.IsGood || IsHint(binary, at), $"byte {at}: {verified}");
        }
    }

    [Fact]
    public async Task A_key_that_the_keyring_does_not_hold_is_unknown()
    {
        await using var other = await GpgHome.OpenAsync(_temporary.At("other"));
        await other.EnsureKeyAsync("Other <other@example.org>");

        var verified = await _verifier.VerifyAsync(
            await other.ExportPublicAsync(),
            _signature,
            new MemoryStream(Data)
        );

        Assert.Equal(GpgVerdict.UnknownKey, verified.Verdict);
        Assert.NotNull(verified.Fingerprint);
        Assert.Null(verified.SignedAt);
    }

    [Fact]
    public async Task Much_data_of_an_unknown_key_is_answered_and_not_broken_off()
    {
        await using var other = await GpgHome.OpenAsync(_temporary.At("other"));
        await other.EnsureKeyAsync("Other <other@example.org>");

        var verified = await _verifier.VerifyAsync(
            await other.ExportPublicAsync(),
            _signature,
            new MemoryStream(new byte[8 * 1024 * 1024])
        );

        Assert.Equal(GpgVerdict.UnknownKey, verified.Verdict);
    }

    [Fact]
    public async Task A_message_that_carries_its_own_data_says_nothing_about_other_data()
    {
        File.WriteAllBytes(_temporary.At("mine"), Data);
        var home = Path.Combine(_temporary.At("openpgp"), _fingerprint);
        Gpg(home, "opaque", "--sign");
        Gpg(home, "clear", "--clearsign");

        var other = Encoding.ASCII.GetBytes("something else");
        Assert.Equal(
            GpgVerdict.Malformed,
            (await Verify(File.ReadAllBytes(_temporary.At("opaque")), other)).Verdict
        );
        Assert.Equal(
            GpgVerdict.BadSignature,
            (await Verify(File.ReadAllBytes(_temporary.At("clear")), other)).Verdict
        );
    }

    [Fact]
    public async Task One_unknown_signer_beside_a_good_one_is_not_good()
    {
        await using var other = await GpgHome.OpenAsync(_temporary.At("other"));
        await other.EnsureKeyAsync("Other <other@example.org>");
        var second = await other.SignDetachedAsync(new MemoryStream(Data));
        Assert.True(
            Armor.TryDecode(
                Armor.Signature,
                Encoding.ASCII.GetString([.. _signature, .. second]),
                out var both
            )
        );

        Assert.Equal(GpgVerdict.UnknownKey, (await Verify(both, Data)).Verdict);
        var all = _keys + await other.ExportPublicAsync();
        Assert.True((await _verifier.VerifyAsync(all, both, new MemoryStream(Data))).IsGood);
    }

    [Fact]
    public async Task A_revoked_key_is_told_from_an_expired_one()
    {
        var home = Path.Combine(_temporary.At("openpgp"), _fingerprint);
        var revocation = File.ReadAllText(
            Path.Combine(home, "openpgp-revocs.d", _fingerprint + ".rev")
        );
        File.WriteAllText(
            _temporary.At("rev"),
            revocation.Replace(":-----", "-----", StringComparison.Ordinal)
        );
        Assert.Equal(
            0,
            Tool.Run(home, "gpg", "--batch", "--import", _temporary.At("rev")).ExitCode
        );

        var verified = await _verifier.VerifyAsync(
            await _home.ExportPublicAsync(),
            _signature,
            new MemoryStream(Data)
        );

        Assert.Equal(
            (GpgVerdict.RevokedKey, _fingerprint),
            (verified.Verdict, verified.Fingerprint)
        );
    }

    [Fact]
    public async Task What_is_no_signature_or_no_keyring_is_malformed()
    {
        Assert.Equal(GpgVerdict.Malformed, (await Verify([], Data)).Verdict);
        Assert.Equal(
            GpgVerdict.Malformed,
            (await Verify(Encoding.ASCII.GetBytes(_keys), Data)).Verdict
        );
        Assert.Equal(GpgVerdict.Malformed, (await Verify(new byte[100], Data)).Verdict);
        Assert.Equal(GpgVerdict.Malformed, (await Verify(new byte[100_000], Data)).Verdict);
        Assert.Equal(GpgVerdict.Malformed, (await Verify(_signature[..40], Data)).Verdict);
        Assert.Equal(
            GpgVerdict.Malformed,
            (await _verifier.VerifyAsync("no keys", _signature, new MemoryStream(Data))).Verdict
        );
    }

    [Fact]
    public async Task A_missing_gpgv_is_an_error_that_names_the_package()
    {
        var verifier = new GpgVerifier(_temporary.At("gpgv"));

        var error = await Assert.ThrowsAsync<GpgException>(() =>
            verifier.VerifyAsync(_keys, _signature, new MemoryStream(Data))
        );

        Assert.Contains("Install the package gpgv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_check_leaves_nothing_behind()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _verifier.VerifyAsync(_keys, _signature, new MemoryStream(Data), cancelled.Token)
        );
    }

    private Task<GpgVerification> Verify(byte[] signature, byte[] data) =>
        _verifier.VerifyAsync(_keys, signature, new MemoryStream(data));

    private void Gpg(string home, string output, string action)
    {
        string[] arguments =
        [
            "--batch",
            "--pinentry-mode",
            "loopback",
            "--output",
            _temporary.At(output),
            action,
            _temporary.At("mine"),
        ];
        var run = Tool.Run(home, "gpg", arguments);
        Assert.True(run.ExitCode == 0, run.Output);
    }

    /// <summary>RFC 4880 5.2.3: header, version, type, algorithms, hashed area, then two bytes of length and the
    /// unhashed area, then the first two bytes of the digest, which serve to refuse early.</summary>
    private static bool IsHint(byte[] packet, int at)
    {
        const int HashedLength = 2 + 4;
        var hashed = (packet[HashedLength] << 8) | packet[HashedLength + 1];
        var start = HashedLength + 2 + hashed;
        var unhashed = (packet[start] << 8) | packet[start + 1];
        return at >= start && at < start + 2 + unhashed + 2;
    }
}
