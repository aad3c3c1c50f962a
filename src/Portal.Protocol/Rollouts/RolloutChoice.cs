using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Portal.Protocol.Rollouts;

/// <summary>
/// Who is among the first: a host is chosen if and only if u64be(SHA-256(salt || host id)) / 2^64 &lt; percent / 100. Integers
/// alone, so that 0 is nobody, 100 is everybody, and a larger share holds every host of a smaller one.
/// </summary>
public static class RolloutChoice
{
    /// <summary>Length of a salt and of a host id in bytes.</summary>
    public const int Size = 16;

    /// <summary>True when the host is among that share.</summary>
    /// <param name="salt">16 bytes, the release's own.</param>
    /// <param name="hostId">16 random bytes, the host's own.</param>
    /// <param name="percent">0 to 100.</param>
    /// <exception cref="ArgumentException">A length or the percentage is out of bounds.</exception>
    public static bool IsChosen(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> hostId, int percent)
    {
        if (salt.Length != Size || hostId.Length != Size)
        {
            throw new ArgumentException($"Salt and host id have {Size} bytes each.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        Span<byte> input = stackalloc byte[2 * Size];
        salt.CopyTo(input);
        hostId.CopyTo(input[Size..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        // draw / 2^64 < percent / 100, both sides times 100 * 2^64.
        return (UInt128)BinaryPrimitives.ReadUInt64BigEndian(hash) * 100
            < (UInt128)(uint)percent << 64;
    }

    /// <summary>Reads 32 hexadecimal digits, as salts and host ids are written.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes =
            text?.Length == 2 * Size && text.All(char.IsAsciiHexDigit)
                ? Convert.FromHexString(text)
                : null;
        return bytes is not null;
    }
}
