using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Access;

/// <summary>
/// RFC 6238 with what every authenticator app supports: HMAC-SHA-1, steps of 30 seconds, 6 digits. A code of the step
/// before or after is taken too, since clocks differ and people type slowly.
/// </summary>
public static class Totp
{
    /// <summary>RFC 4226 section 4 recommends 160 bits.</summary>
    public const int SecretBytes = 20;

    public const int Digits = 6;

    private const int StepSeconds = 30;
    private const int Window = 1;

    /// <summary>A fresh secret, as text to type: 32 letters and digits.</summary>
    public static string NewSecret() => Base32.Encode(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>True for a text that <see cref="NewSecret"/> could have made.</summary>
    public static bool IsSecret(string? text) =>
        text is not null && Base32.Decode(text) is { Length: SecretBytes };

    /// <summary>What a QR code for an app says.</summary>
    /// <param name="issuer">Tells one portal from another in the app's list; holds no colon.</param>
    public static string UriOf(string issuer, string account, string secret)
    {
        var name = Uri.EscapeDataString(issuer);
        return $"otpauth://totp/{name}:{Uri.EscapeDataString(account)}?secret={secret}&issuer={name}";
    }

    internal static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    internal static string CodeOf(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> message = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(message, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        // RFC 6238 is HMAC-SHA-1; its collisions do not matter in an HMAC.
#pragma warning disable CA5350
        HMACSHA1.HashData(secret, message, hash);
#pragma warning restore CA5350
        // RFC 4226 section 5.3: the last half byte says where the number begins.
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & 0x7fffffff;
        var modulus = (int)Math.Pow(10, digits);
        return (number % modulus).ToString($"D{digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The step of which this is the code, later than <paramref name="used"/>: a code that was looked at over a shoulder, or
    /// on its way, is worth nothing after it was used. Null: it is none. Spaces are skipped, as apps show them.
    /// </summary>
    internal static long? Match(
        ReadOnlySpan<byte> secret,
        string code,
        DateTimeOffset now,
        long used
    )
    {
        var presented = Encoding.UTF8.GetBytes(code.Replace(" ", "", StringComparison.Ordinal));
        long? found = null;
        for (var step = StepAt(now) - Window; step <= StepAt(now) + Window; step++)
        {
            // All are computed and compared, whichever fits.
            var expected = Encoding.ASCII.GetBytes(CodeOf(secret, step));
            if (CryptographicOperations.FixedTimeEquals(expected, presented) && step > used)
            {
                found ??= step;
            }
        }

        return found;
    }
}
