using System.Security.Cryptography;
using System.ServiceModel.Syndication;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Portal.Shell;

namespace Portal.Parts;

/// <summary>A feed by RFC 4287: what is new in one place of the portal, newest first.</summary>
/// <param name="Id">As for an entry.</param>
/// <param name="Title">Text.</param>
/// <param name="Subtitle">What the feed tells of, as a sentence.</param>
/// <param name="Href">The page that the feed belongs to, from this portal's root.</param>
/// <param name="Entries">Newest first; the caller keeps them to some fifty.</param>
public sealed record AtomFeed(
    string Id,
    string Title,
    string Subtitle,
    string Href,
    IReadOnlyList<FeedEntry> Entries
)
{
    public const string MediaType = "application/atom+xml";

    /// <summary>When the feed of a place without entries was last changed: RFC 4287 wants a time in any case.</summary>
    private static readonly DateTimeOffset Never = DateTimeOffset.UnixEpoch;

    /// <summary>The id of a thing that has a key of its own.</summary>
    public static string IdOf(Guid id) => $"urn:uuid:{id:D}";

    /// <summary>
    /// The id of a thing that is known by a name and what sets it apart from its like elsewhere, such as a content digest: a
    /// UUID of version 8 (RFC 9562) from their SHA-256.
    /// </summary>
    public static string IdOf(params ReadOnlySpan<string> parts)
    {
        // A zero byte is in no part, so that no two lists of parts become one text.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts)))[..16];
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return IdOf(new Guid(hash, bigEndian: true));
    }

    /// <summary>The answer to a request for the feed: its bytes with their digest as entity tag, so that a reader who has them gets 304.</summary>
    public FileContentHttpResult Answer(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var request = context.Request;
        var bytes = ToBytes(request.Origin(), request.PathBase + request.Path);
        context.Response.GetTypedHeaders().CacheControl = new()
        {
            Public = true,
            MaxAge = TimeSpan.FromMinutes(5),
        };
        return TypedResults.Bytes(
            bytes,
            $"{MediaType}; charset=utf-8",
            lastModified: Updated,
            entityTag: new EntityTagHeaderValue(
                $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\""
            )
        );
    }

    /// <param name="origin">Scheme and host, without a slash at the end.</param>
    /// <param name="self">Where the feed itself lies, from the root.</param>
    public byte[] ToBytes(string origin, string self)
    {
        var feed = new SyndicationFeed
        {
            Id = Id,
            Title = Text(Title),
            Description = Text(Subtitle),
            LastUpdatedTime = Updated,
            Generator = "Guest Tools Portal",
            Items = [.. Entries.Select(e => ToItem(e, origin))],
        };
        feed.Links.Add(SyndicationLink.CreateSelfLink(new Uri(origin + self), MediaType));
        feed.Links.Add(SyndicationLink.CreateAlternateLink(new Uri(origin + Href), "text/html"));
        using var memory = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
        };
        using (var writer = XmlWriter.Create(memory, settings))
        {
            new Atom10FeedFormatter(feed).WriteTo(writer);
        }

        return memory.ToArray();
    }

    private DateTimeOffset Updated =>
        Entries.Count == 0 ? Never : Seconds(Entries.Max(e => e.UpdatedAt));

    private static SyndicationItem ToItem(FeedEntry entry, string origin)
    {
        var item = new SyndicationItem
        {
            Id = entry.Id,
            Title = Text(entry.Title),
            PublishDate = Seconds(entry.PublishedAt),
            LastUpdatedTime = Seconds(entry.UpdatedAt),
            Content = new TextSyndicationContent(
                Clean(Absolute(entry.Html, origin)),
                TextSyndicationContentKind.Html
            ),
        };
        item.Authors.Add(new SyndicationPerson { Name = Clean(entry.Author) });
        item.Links.Add(
            SyndicationLink.CreateAlternateLink(new Uri(origin + entry.Href), "text/html")
        );
        foreach (var category in entry.Categories)
        {
            item.Categories.Add(new SyndicationCategory(category));
        }

        return item;
    }

    private static TextSyndicationContent Text(string text) => new(Clean(text));

    /// <summary>A reader shows an entry far from here: links from our root get our origin.</summary>
    private static string Absolute(string html, string origin) =>
        html.Replace("href=\"/", $"href=\"{origin}/", StringComparison.Ordinal);

    /// <summary>Control characters that XML cannot hold would make the whole feed unreadable.</summary>
    private static string Clean(string text)
    {
        if (IsXml(text))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Unpaired surrogates come as U+FFFD already.
            clean.Append(IsXml(rune.ToString()) ? rune.ToString() : "\uFFFD");
        }

        return clean.ToString();
    }

    private static bool IsXml(string text)
    {
        try
        {
            XmlConvert.VerifyXmlChars(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>The format writes whole seconds; the header of the answer has to say the same.</summary>
    private static DateTimeOffset Seconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
