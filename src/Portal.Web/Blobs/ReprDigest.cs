using Microsoft.Extensions.Primitives;
using Portal.Problems;
using Portal.Protocol;

namespace Portal.Blobs;

/// <summary>RFC 9530: <c>Repr-Digest: sha-256=:BASE64:</c>, beside digests by other algorithms.</summary>
internal static class ReprDigest
{
    public const string Header = "Repr-Digest";

    private const string Key = "sha-256=";

    /// <summary>The SHA-256 that is announced; null when the header is not there.</summary>
    /// <remarks>
    /// A header that names only algorithms unknown to us is refused, although the RFC would let us pass it by: its sender
    /// counts on the check.
    /// </remarks>
    public static Result<Digest?> Read(StringValues header)
    {
        if (header.Count == 0)
        {
            return (Digest?)null;
        }

        var members = header.ToString().Split(',', StringSplitOptions.TrimEntries);
        var member = Array.FindLast(members, m => m.StartsWith(Key, StringComparison.Ordinal));
        if (member is null)
        {
            return UploadErrors.DigestMalformed.With("It names no sha-256.");
        }

        var value = member[Key.Length..];
        var hash = new byte[Digest.Size];
        return
            value is [':', .., ':']
            && Convert.TryFromBase64String(value[1..^1], hash, out var count)
            && count == Digest.Size
            ? Digest.FromHash(hash)
            : UploadErrors.DigestMalformed.With(
                "A SHA-256 is written as sha-256=:BASE64 OF 32 BYTES:"
            );
    }
}
