using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Uploads;
using Portal.Shell;

namespace Portal.Uploads;

/// <summary>Reads what tus says in headers, exactly: a number that is none is never a 0.</summary>
internal static class TusHeaders
{
    private const int LongestFileName = 200;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>What a creation asks for.</summary>
    public static Result<UploadRequest> ReadRequest(HttpRequest request)
    {
        var headers = request.Headers;
        foreach (var extension in (string[])[Tus.ConcatHeader, Tus.DeferLengthHeader])
        {
            if (headers.ContainsKey(extension))
            {
                return TusErrors.Extension.With($"{extension} is not taken here.");
            }
        }

        if (!ReadNumber(headers, Tus.LengthHeader).TryGet(out var length, out var error))
        {
            return error;
        }

        var line = headers[Tus.MetadataHeader].ToString();
        if (!ReadMetadata(line).TryGet(out var metadata, out error))
        {
            return error;
        }

        Digest? sha256 = null;
        if (Value(Tus.Metadata.Sha256) is { } hex)
        {
            if (!Digest.TryParse(hex, out var digest))
            {
                return TusErrors.Header.With(
                    $"The key sha256 of {Tus.MetadataHeader} is not 64 hexadecimal digits."
                );
            }

            sha256 = digest;
        }

        return new UploadRequest(
            Value(Tus.Metadata.Component),
            Value(Tus.Metadata.Version),
            Value(Tus.Metadata.Project),
            CleanFileName(Value(Tus.Metadata.FileName)),
            sha256,
            length,
            line.Length == 0 ? null : line
        );

        string? Value(string key) =>
            metadata.TryGetValue(key, out var value) && value.Length > 0 ? value : null;
    }

    /// <summary>What a request says of the bytes it brings, at the offset.</summary>
    public static Result<UploadChunk> ReadChunk(HttpRequest request, long offset)
    {
        if (request.ContentType is not { } type || !IsOffsetStream(type))
        {
            return RequestErrors.UnsupportedMediaType.With(
                $"The bytes of an upload come as {Tus.ContentType}."
            );
        }

        return ReadChecksum(request.Headers).TryGet(out var checksum, out var error)
            ? new UploadChunk(offset, request.ContentLength, checksum)
            : error;
    }

    /// <summary>A number of at least 0 in decimal digits and nothing else.</summary>
    public static Result<long> ReadNumber(IHeaderDictionary headers, string name)
    {
        var text = headers[name].ToString();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : TusErrors.Header.With(
                text.Length == 0 ? $"{name} is missing." : $"{name} '{text}' is no number of bytes."
            );
    }

    public static bool BringsBytes(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;

    /// <summary><c>key BASE64,key BASE64</c>; a key alone has an empty value.</summary>
    internal static Result<IReadOnlyDictionary<string, string>> ReadMetadata(string line)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var pairs = line.Split(',', StringSplitOptions.TrimEntries);
        foreach (var pair in line.Length == 0 ? [] : pairs)
        {
            var parts = pair.Split(' ');
            if (
                parts is not ([{ Length: > 0 }] or [{ Length: > 0 }, _])
                || !TryDecode(parts.ElementAtOrDefault(1) ?? "", out var value)
            )
            {
                return TusErrors.Header.With(
                    $"{Tus.MetadataHeader} is written as 'key BASE64,key BASE64', not as '{pair}'."
                );
            }

            if (!metadata.TryAdd(parts[0], value))
            {
                return TusErrors.Header.With($"{Tus.MetadataHeader} has the key {parts[0]} twice.");
            }
        }

        return metadata;
    }

    private static Result<Digest?> ReadChecksum(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(Tus.ChecksumHeader, out var header))
        {
            return (Digest?)null;
        }

        var parts = header.ToString().Split(' ');
        if (parts is not [Tus.ChecksumAlgorithm, var base64])
        {
            return TusErrors.Header.With(
                $"{Tus.ChecksumHeader} is written as '{Tus.ChecksumAlgorithm} BASE64'; other algorithms are not taken."
            );
        }

        var hash = new byte[Digest.Size];
        return Convert.TryFromBase64String(base64, hash, out var count) && count == Digest.Size
            ? Digest.FromHash(hash)
            : TusErrors.Header.With($"{Tus.ChecksumHeader} is not the base64 of 32 bytes.");
    }

    private static bool TryDecode(string base64, out string value)
    {
        value = "";
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var count))
        {
            return false;
        }

        try
        {
            value = Utf8.GetString(bytes, 0, count);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static bool IsOffsetStream(string contentType) =>
        contentType
            .Split(';')[0]
            .Trim()
            .Equals(Tus.ContentType, StringComparison.OrdinalIgnoreCase);

    /// <summary>It is shown to people, and is no path of ours.</summary>
    internal static string? CleanFileName(string? name)
    {
        if (name is null)
        {
            return null;
        }

        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new string([.. last.Where(c => !char.IsControl(c)).Take(LongestFileName)]);
        return clean.Length == 0 ? null : clean;
    }
}
