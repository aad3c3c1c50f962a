namespace Portal.Trust.Tuf.Metadata;

/// <summary>Paths of targets that are published here: plain enough that every client, URL, shell and file system agree.</summary>
public static class TargetPath
{
    /// <summary>Length of a whole path in characters.</summary>
    public const int MaxLength = 512;

    // 255 bytes a name, less the digest and its dot.
    private const int MaxSegment = 255 - 65;

    /// <summary>True for segments of letters, digits and <c>. _ ~ + -</c>, none empty, none beginning with a dot.</summary>
    public static bool IsPortable(string path) =>
        path.Length is > 0 and <= MaxLength
        && path.Split('/')
            .All(segment =>
                segment.Length is > 0 and <= MaxSegment
                && segment[0] != '.'
                && segment.All(IsPortable)
            );

    internal static bool IsPortable(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '~' or '+' or '-';
}
