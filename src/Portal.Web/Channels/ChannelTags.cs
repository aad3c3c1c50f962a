using System.Net.Mime;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Portal.Channels;

/// <summary>A channel with its entity tag.</summary>
internal static class ChannelTags
{
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
