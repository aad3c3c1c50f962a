using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>A path from metadata, in segments that stay below where they are looked for.</summary>
internal static class PathSegments
{
    /// <exception cref="TufException"><see cref="TufFault.NotFound"/>: there can be no such file.</exception>
    public static string[] Of(string path)
    {
        var segments = path.Split('/');
        return segments.All(segment =>
            segment is not ("" or "." or "..") && !segment.AsSpan().ContainsAny('\\', '\0')
        )
            ? segments
            : throw new TufException(
                TufFault.NotFound,
                $"'{StrictJson.Shown(path)}' is no path that can be fetched."
            );
    }
}
