using System.Security.Cryptography;
using System.Text;
using Portal.Trust.Keys;

namespace Portal.Trust.Tests.Keys;

public sealed class DiscKeyTests(OneDiscKey key) : IClassFixture<OneDiscKey>, IDisposable
{
    private static readonly byte[] Sums = Encoding.ASCII.GetBytes(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  guest-tools/release.json\n"
    );

    private readonly TemporaryFolder _temporary = new();
    private readonly DiscKey _key = key.Key;

    [Fact]
    public void Openssl_accepts_a_signature_and_refuses_altered_sums()
    {
        File.WriteAllBytes(_temporary.At("SHA256SUMS"), Sums);
        File.WriteAllBytes(_temporary.At("SHA256SUMS.sig"), _key.Sign(Sums));
        File.WriteAllText(_temporary.At("disc-key.pem"), _key.PublicPem);

        Assert.Equal((0, "Verified OK\n"), Openssl());

        File.AppendAllText(_temporary.At("SHA256SUMS"), "x");
        Assert.NotEqual(0, Openssl().ExitCode);
    }

    [Fact]
    public void A_signature_is_what_openssl_itself_would_make()
    {
        File.WriteAllBytes(_temporary.At("SHA256SUMS"), Sums);
        File.WriteAllText(_temporary.At("private.pem"), _key.ExportPrivatePem());

        var made = Tool.Run(
            _temporary.Path,
            "openssl",
            "dgst",
            "-sha256",
            "-sign",
            "private.pem",
            "-out",
            "s",
            "SHA256SUMS"
        );

        Assert.Equal(0, made.ExitCode);
        Assert.Equal(File.ReadAllBytes(_temporary.At("s")), _key.Sign(Sums));
    }

    [Fact]
    public void A_signature_has_384_bytes_and_is_the_same_each_time()
    {
        Assert.Equal(384, _key.Sign(Sums).Length);
        Assert.Equal(_key.Sign(Sums), _key.Sign(Sums));
    }

    [Fact]
    public void Verify_accepts_the_data_and_refuses_any_altered_bit_of_data_or_signature()
    {
        var signature = _key.Sign(Sums);
        Assert.True(DiscKey.Verify(_key.PublicPem, Sums, signature));

        for (var at = 0; at < signature.Length; at += 37)
        {
            Assert.False(DiscKey.Verify(_key.PublicPem, Sums, Flip(signature, at)));
        }

        for (var at = 0; at < Sums.Length; at += 11)
        {
            Assert.False(DiscKey.Verify(_key.PublicPem, Flip(Sums, at), signature));
        }
    }

    [Fact]
    public void Verify_refuses_another_key_and_what_is_no_key()
    {
        using var other = DiscKey.Generate();
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var small = RSA.Create(1024);
        var signature = _key.Sign(Sums);

        Assert.False(DiscKey.Verify(other.PublicPem, Sums, signature));
        Assert.False(DiscKey.Verify("", Sums, signature));
        Assert.False(
            DiscKey.Verify(
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
                Sums,
                signature
            )
        );
        Assert.False(DiscKey.Verify(curve.ExportSubjectPublicKeyInfoPem(), Sums, signature));
        Assert.False(
            DiscKey.Verify(
                small.ExportSubjectPublicKeyInfoPem(),
                Sums,
                small.SignData(Sums, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            )
        );
    }

    [Fact]
    public void The_key_id_is_the_digest_of_the_key_that_openssl_prints()
    {
        File.WriteAllText(_temporary.At("disc-key.pem"), _key.PublicPem);

        Tool.Run(
            _temporary.Path,
            "openssl",
            "pkey",
            "-pubin",
            "-in",
            "disc-key.pem",
            "-outform",
            "DER",
            "-out",
            "der"
        );

        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_temporary.At("der")))),
            _key.KeyId
        );
        Assert.Equal(_key.KeyId, DiscKey.IdOf(_key.PublicPem.ReplaceLineEndings("\r\n")));
    }

    [Fact]
    public void The_public_pem_has_unix_line_ends_and_ends_in_one()
    {
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----\n", _key.PublicPem, StringComparison.Ordinal);
        Assert.EndsWith("\n-----END PUBLIC KEY-----\n", _key.PublicPem, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', _key.PublicPem);
    }

    [Fact]
    public void A_public_key_a_short_key_or_anything_else_is_no_disc_key()
    {
        using var small = RSA.Create(2048);

        Assert.Throws<KeyFolderException>(() => DiscKey.FromPem(_key.PublicPem));
        Assert.Throws<KeyFolderException>(() => DiscKey.FromPem(small.ExportPkcs8PrivateKeyPem()));
        Assert.Throws<KeyFolderException>(() => DiscKey.FromPem("nothing"));
    }

    public void Dispose() => _temporary.Dispose();

    private static byte[] Flip(byte[] data, int at)
    {
        var altered = data.ToArray();
        altered[at] ^= 1;
        return altered;
    }

    private (int ExitCode, string Output) Openssl() =>
        Tool.Run(
            _temporary.Path,
            "openssl",
            "dgst",
            "-sha256",
            "-verify",
            "disc-key.pem",
            "-signature",
            "SHA256SUMS.sig",
            "SHA256SUMS"
        );
}

/// <summary>One key for the tests that only read it: making one takes a second.</summary>
public sealed class OneDiscKey : IDisposable
{
    public DiscKey Key { get; } = DiscKey.Generate();

    public void Dispose() => Key.Dispose();
}
