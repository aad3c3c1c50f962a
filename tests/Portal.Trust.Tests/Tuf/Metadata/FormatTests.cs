using System.Security.Cryptography;
using System.Text;
using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Metadata;

/// <summary>The form that every client takes, byte for byte where bytes count.</summary>
public sealed class FormatTests
{
    private const string Pem =
        "-----BEGIN PUBLIC KEY-----\n"
        + "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEGK8GHkHRqNz8WKk4Ai1TlEmq0eZn\n"
        + "Mcs95AGPzmtrnkWyZ6bVk1kFvE3sgBqH6H5aBq4MMN4vH8Y1rX8zkX2cFw==\n"
        + "-----END PUBLIC KEY-----\n";

    [Fact]
    public void A_key_id_is_the_hash_of_the_canonical_key_with_its_pem_as_published()
    {
        using var key = TufPrivateKey.Generate();
        var pem = (
            (JsonString)((JsonObject)key.Public.Json.Members["keyval"]).Members["public"]
        ).Value;

        Assert.EndsWith("-----END PUBLIC KEY-----\n", pem, StringComparison.Ordinal);
        Assert.Equal(
            Convert.ToHexStringLower(
                SHA256.HashData(
                    Encoding.UTF8.GetBytes(
                        $$"""{"keytype":"ecdsa","keyval":{"public":"{{pem}}"},"scheme":"ecdsa-sha2-nistp256"}"""
                    )
                )
            ),
            key.Public.KeyId
        );
    }

    [Fact]
    public void Openssl_checks_a_signature_over_the_canonical_bytes()
    {
        using var folder = new TemporaryFolder();
        using var key = TufPrivateKey.Generate();
        var file = SignedFiles
            .Begin(new Timestamp(1, DateTimeOffset.UnixEpoch, new MetaFile(1)))
            .SignWith(key);
        File.WriteAllText(folder.At("private.pem"), key.ExportPrivatePem());
        Tool.Run(
            folder.Path,
            "openssl",
            "pkey",
            "-in",
            "private.pem",
            "-pubout",
            "-out",
            "public.pem"
        );
        File.WriteAllBytes(folder.At("signed"), file.Canonical.ToArray());
        File.WriteAllBytes(folder.At("sig"), Convert.FromHexString(file.Signatures[0].Value));

        var (exit, output) = Tool.Run(
            folder.Path,
            "openssl",
            "dgst",
            "-sha256",
            "-verify",
            "public.pem",
            "-signature",
            "sig",
            "signed"
        );

        Assert.True(exit == 0, output);
    }

    [Fact]
    public void A_timestamp_has_this_form()
    {
        var file = SignedFiles.Begin(
            new Timestamp(
                7,
                new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1)),
                MetaFile.Of(3, "x"u8)
            )
        );

        Assert.Equal(
            """{"signatures":[],"signed":{"_type":"timestamp","expires":"2026-01-02T02:04:05Z","meta":{"snapshot.json":{"hashes":{"sha256":"2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"},"length":1,"version":3}},"spec_version":"1.0.34","version":7}}""",
            Encoding.UTF8.GetString(file.ToBytes())
        );
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", true)]
    [InlineData("2026-01-02T03:04:05.0Z", false)]
    [InlineData("2026-01-02T03:04:05+00:00", false)]
    [InlineData("2026-01-02 03:04:05Z", false)]
    [InlineData("2026-02-30T03:04:05Z", false)]
    [InlineData(" 2026-01-02T03:04:05Z", false)]
    [InlineData("", false)]
    public void A_time_has_one_spelling(string text, bool good) =>
        Assert.Equal(good, Expiry.TryRead(text, out _));

    [Fact]
    public void Keys_of_other_kinds_are_kept_and_verify_nothing()
    {
        using var rsa = RSA.Create(2048);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.Throws<TufException>(() => TufKey.FromPem(rsa.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<TufException>(() => TufKey.FromPem(p384.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<TufException>(() =>
            TufKey.FromPem(Pem.Replace("GK8G", "AAAA", StringComparison.Ordinal))
        );
        Assert.Throws<TufException>(() => TufKey.FromPem("rubbish"));
    }

    [Fact]
    public void A_private_key_reads_back_and_nothing_else_does()
    {
        using var key = TufPrivateKey.Generate();
        using var again = TufPrivateKey.FromPem(key.ExportPrivatePem());
        Assert.Equal(key.Public.KeyId, again.Public.KeyId);

        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<KeyFolderException>(() => TufPrivateKey.FromPem("rubbish"));
        Assert.Throws<KeyFolderException>(() =>
            TufPrivateKey.FromPem(p384.ExportPkcs8PrivateKeyPem())
        );
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<KeyFolderException>(() =>
            TufPrivateKey.FromPem(ecdsa.ExportSubjectPublicKeyInfoPem())
        );
    }

    [Fact]
    public void A_target_lies_under_its_hash() =>
        Assert.Equal(
            "stable/guest-tools/2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881.channel.json",
            TargetFile.Of("stable/guest-tools/channel.json", "x"u8).HashedPath
        );
}
