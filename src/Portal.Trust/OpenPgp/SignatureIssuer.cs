namespace Portal.Trust.OpenPgp;

/// <summary>Reads who a signature says made it. That it is true is for a verifier to find out.</summary>
public static class SignatureIssuer
{
    private const int IssuerFingerprint = 33; // RFC 9580 section 5.2.3.35
    private const int Version4 = 4;

    /// <summary>
    /// The fingerprint of the key, often a subkey, that the first signature of an armored block names: 40 upper-case
    /// hexadecimal digits. Null when it names none.
    /// </summary>
    public static string? Of(string armored) =>
        Armor.TryDecode(Armor.Signature, armored, out var data)
        && Packets.TryReadFirstSignature(data, out var body)
            ? Find(body)
            : null;

    // Version, type, two algorithms, then two lists of subpackets with their lengths before them.
    private static string? Find(ReadOnlySpan<byte> body)
    {
        if (body.Length < 6 || body[0] != Version4)
        {
            return null;
        }

        var hashed = (body[4] << 8) + body[5];
        return body.Length < 6 + hashed ? null : FindIn(body.Slice(6, hashed));
    }

    private static string? FindIn(ReadOnlySpan<byte> subpackets)
    {
        while (subpackets.Length > 2)
        {
            var (header, length) = subpackets[0] switch
            {
                < 192 => (1, (long)subpackets[0]),
                < 255 => (2, ((subpackets[0] - 192L) << 8) + subpackets[1] + 192),
                _ => (subpackets.Length, 0L), // as long as this none is
            };
            if (length < 1 || header + length > subpackets.Length)
            {
                return null;
            }

            var content = subpackets.Slice(header, (int)length);
            if ((content[0] & 0x7F) == IssuerFingerprint && content.Length == 22)
            {
                return Convert.ToHexString(content[2..]);
            }

            subpackets = subpackets[(header + (int)length)..];
        }

        return null;
    }
}
