using System.Globalization;

namespace Portal.Shell;

/// <summary>Entity tags that begin with a revision: told by a GET, asked for by everything that changes what it tells of.</summary>
internal static class RevisionTags
{
    public static string Of(long revision) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <summary>
    /// The revision that <c>If-Match</c> names. <c>*</c> names none: whoever sends it has looked at nothing. A proxy that packs
    /// answers makes the tag a weak one; the revision in it is the same.
    /// </summary>
    public static long? Revision(string? match)
    {
        var tag = match?.Split(',')[0].Trim() ?? "";
        tag = tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
        return long.TryParse(
            tag.Trim('"').Split('-')[0],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var revision
        )
            ? revision
            : null;
    }
}
