using System.Security.Cryptography;
using Portal.Protocol.Hosts;

namespace Portal.Protocol.Tests.Hosts;

public sealed class HostSignatureTests
{
    [Fact]
    public void A_signature_holds_for_these_bytes_this_purpose_and_this_key_alone()
    {
        using var key = HostSignature.NewKey();
        using var other = HostSignature.NewKey();
        var random = new Random(20261126);
        for (var round = 0; round < 50; round++)
        {
            var body = new byte[random.Next(1, 400)];
            random.NextBytes(body);
            var signature = HostSignature.Sign(key, HostSignature.Report, body);

            Assert.True(HostSignature.Verify(key, HostSignature.Report, body, signature));
            Assert.False(HostSignature.Verify(key, HostSignature.Enroll, body, signature));
            Assert.False(HostSignature.Verify(other, HostSignature.Report, body, signature));
            body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
            Assert.False(HostSignature.Verify(key, HostSignature.Report, body, signature));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64 at all")]
    public void What_is_no_signature_is_refused(string? signature)
    {
        using var key = HostSignature.NewKey();
        Assert.False(HostSignature.Verify(key, HostSignature.Report, "{}"u8, signature));
    }

    [Fact]
    public void A_key_comes_back_as_it_was_written_and_damaged_ones_are_none()
    {
        using var key = HostSignature.NewKey();
        var text = HostSignature.Write(key);
        using var read = HostSignature.TryRead(text);
        Assert.Equal(text, HostSignature.Write(read!));

        var random = new Random(7);
        var bytes = Convert.FromBase64String(text);
        for (var round = 0; round < 500; round++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            var cut = damaged.AsSpan(0, random.Next(damaged.Length + 1)).ToArray();
            using var odd = HostSignature.TryRead(Convert.ToBase64String(cut));
            // A point that happens to lie on the curve is a key, and another one.
            Assert.True(odd is null || HostSignature.Write(odd) == Convert.ToBase64String(cut));
        }
    }

    [Fact]
    public void Keys_of_other_kinds_are_none()
    {
        using var larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        foreach (
            var key in (string?[])
                [
                    null,
                    "",
                    HostSignature.Write(larger),
                    Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()),
                ]
        )
        {
            Assert.Null(HostSignature.TryRead(key));
        }
    }

    [Theory]
    [InlineData("000102030405060708090a0b0c0d0e0f", true)]
    [InlineData("000102030405060708090A0B0C0D0E0F", false)]
    [InlineData("000102030405060708090a0b0c0d0e0", false)]
    [InlineData(null, false)]
    public void A_hosts_id_has_one_form(string? text, bool isId) =>
        Assert.Equal(isId, HostSignature.IsHostId(text));
}
