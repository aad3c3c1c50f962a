using System.Text;

namespace Portal.Access;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238 appendix B, the rows of SHA-1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void The_vectors_of_the_rfc_hold(long seconds, string code) =>
        Assert.Equal(
            code,
            Totp.CodeOf(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)), digits: 8)
        );

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_code_of_the_step_before_or_after_is_taken_and_no_other(int steps, bool taken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_010);
        var code = Totp.CodeOf(Secret, Totp.StepAt(now) + steps);

        Assert.Equal(
            taken ? Totp.StepAt(now) + steps : null,
            Totp.Match(Secret, code, now, used: 0)
        );
    }

    [Fact]
    public void A_step_that_was_used_and_those_before_it_are_refused()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_010);
        var step = Totp.StepAt(now);

        Assert.Null(Totp.Match(Secret, Totp.CodeOf(Secret, step), now, used: step));
        Assert.Null(Totp.Match(Secret, Totp.CodeOf(Secret, step - 1), now, used: step));
        Assert.NotNull(Totp.Match(Secret, Totp.CodeOf(Secret, step + 1), now, used: step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    [InlineData("١٢٣٤٥٦")]
    public void What_is_no_code_is_refused(string code) =>
        Assert.Null(
            Totp.Match(Secret, code, DateTimeOffset.FromUnixTimeSeconds(1_700_000_010), used: 0)
        );

    [Fact]
    public void The_code_may_be_typed_as_apps_show_it()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_010);
        var code = Totp.CodeOf(Secret, Totp.StepAt(now));
        Assert.NotNull(Totp.Match(Secret, $"{code[..3]} {code[3..]}", now, used: 0));
    }

    [Fact]
    public void The_uri_names_portal_and_account_and_carries_the_secret()
    {
        var uri = Totp.UriOf("Guest Tools", "anna", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
        Assert.Equal(
            "otpauth://totp/Guest%20Tools:anna?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567&issuer=Guest%20Tools",
            uri
        );
    }

    /// <summary>RFC 4648 section 10, without padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_the_rfc_in_both_directions(string text, string encoded)
    {
        Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(Encoding.ASCII.GetBytes(text), Base32.Decode(encoded));
        Assert.Equal(Encoding.ASCII.GetBytes(text), Base32.Decode(encoded.ToLowerInvariant()));
    }

    [Theory]
    [InlineData("MZXW6YT1")]
    [InlineData("MZ-XW")]
    [InlineData("é")]
    public void Other_text_is_no_base32(string text) => Assert.Null(Base32.Decode(text));

    [Fact]
    public void A_new_secret_has_160_bits() =>
        Assert.Equal(Totp.SecretBytes, Base32.Decode(Totp.NewSecret())!.Length);
}
