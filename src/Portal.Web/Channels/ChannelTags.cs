using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Portal.Channels;

/// <summary>Entity tags of channels: told by a GET, asked for by everything that changes one.</summary>
internal static class ChannelTags
{
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

    /// <summary>The channel from memory, or 304 for whoever has it.</summary>
    public static FileContentHttpResult Answer(this ChannelView view, HttpContext context)
    {
        context.Response.GetTypedHeaders().CacheControl = new() { Public = true, NoCache = true };
        return TypedResults.Bytes(
            view.Json,
            MediaTypeNames.Application.Json,
            entityTag: new EntityTagHeaderValue($"\"{view.Tag}\"")
        );
    }
}
