using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Portal.Protocol;

namespace Portal.Access;

/// <summary>
/// The text of an API token: <c>gtp_</c>, an id of 10 characters, a secret of 30 (178 bits), a checksum of 6; all base62.
/// The prefix lets secret scanners find a leaked one, the checksum lets them and us drop a mistyped one without a look-up.
/// </summary>
internal static class TokenText
{
    public const string Prefix = "gtp_";
    public const int IdLength = 10;
    private const int SecretLength = 30;
    public const int ChecksumLength = 6;
    private const int Length = 4 + IdLength + SecretLength + ChecksumLength;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A fresh one; the id is the part that lists and logs may show.</summary>
    /// <param name="prefix">Of four characters: another one for what is no API token.</param>
    public static (string Id, string Token) Create(string prefix = Prefix)
    {
        var id = RandomNumberGenerator.GetString(Base62, IdLength);
        var body = prefix + id + RandomNumberGenerator.GetString(Base62, SecretLength);
        return (id, WithChecksum(body));
    }

    public static string WithChecksum(string body) => body + Checksum(body);

    /// <summary>The id of a text that has a token's shape and checksum.</summary>
    public static bool TryReadId(
        string text,
        [NotNullWhen(true)] out string? id,
        string prefix = Prefix
    )
    {
        id = null;
        if (text.Length != Length || !text.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var body = text[..^ChecksumLength];
        if (!text.AsSpan(body.Length).SequenceEqual(Checksum(body)))
        {
            return false;
        }

        id = text.Substring(prefix.Length, IdLength);
        return true;
    }

    /// <summary>What is kept of a secret. It needs no salt or stretching: it is random, not chosen.</summary>
    public static Digest HashOf(string secret) => Digest.Of(Encoding.UTF8.GetBytes(secret));

    /// <summary>Compares in a time that does not depend on where the two differ.</summary>
    public static bool Matches(Digest stored, string presented) =>
        CryptographicOperations.FixedTimeEquals(stored.ToBytes(), HashOf(presented).ToBytes());

    /// <summary>The first 8 bytes of the SHA-256, big-endian, modulo 62^6, as base62 digits.</summary>
    private static string Checksum(string body)
    {
        var number = BinaryPrimitives.ReadUInt64BigEndian(
            SHA256.HashData(Encoding.ASCII.GetBytes(body))
        );
        var digits = new char[ChecksumLength];
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            digits[i] = Base62[(int)(number % 62)];
            number /= 62;
        }

        return new string(digits);
    }
}
