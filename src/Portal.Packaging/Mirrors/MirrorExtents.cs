using System.Security.Cryptography;
using System.Text.Json;
using Portal.Packaging.Discs;

namespace Portal.Packaging.Mirrors;

/// <summary>
/// Holds an extents.json against the image that it speaks of: nobody signs it, and each host that believes a wrong one fetches
/// an image whole. Asked once for each image.
/// </summary>
internal static class MirrorExtents
{
    private const int BufferSize = 1024 * 1024;

    /// <summary>True when head and contents are the image's own.</summary>
    /// <exception cref="JsonException">It is no extents.json.</exception>
    public static async Task<bool> IsOfAsync(
        byte[] json,
        string image,
        CancellationToken cancellationToken
    )
    {
        var (length, extents) = ExtentsFile.Read(json);
        using var file = File.OpenHandle(image, options: FileOptions.Asynchronous);
        if (RandomAccess.GetLength(file) != length)
        {
            return false;
        }

        var buffer = new byte[BufferSize];
        // A file of version 0.1 has no head.
        if (ExtentsFile.ReadParts(json) is { } parts)
        {
            var head = Convert.ToHexStringLower(SHA256.HashData(parts.Head.Span));
            if (await HashAsync(0, parts.Head.Length).ConfigureAwait(false) != head)
            {
                return false;
            }
        }

        foreach (var extent in extents)
        {
            if (
                extent.Offset < 0
                || extent.Length < 0
                || extent.Length > length - extent.Offset
                || await HashAsync(extent.Offset, extent.Length).ConfigureAwait(false)
                    != extent.ContentId
            )
            {
                return false;
            }
        }

        return true;

        async Task<string> HashAsync(long offset, long count)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (var at = 0L; at < count; )
            {
                var read = await RandomAccess
                    .ReadAsync(
                        file,
                        buffer.AsMemory(0, (int)Math.Min(buffer.Length, count - at)),
                        offset + at,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                hash.AppendData(buffer, 0, read);
                at += read;
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }
}
