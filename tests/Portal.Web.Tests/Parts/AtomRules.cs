using System.Globalization;
using System.Xml.Linq;

namespace Portal.Parts;

/// <summary>Reads a feed as RFC 4287 wants it; every rule that a feed of ours could break is asserted.</summary>
internal static class AtomRules
{
    public static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    private static readonly string[] EntryOnce =
    [
        "id",
        "title",
        "updated",
        "published",
        "content",
        "summary",
        "rights",
        "source",
    ];

    private static readonly string[] FeedOnce =
    [
        "id",
        "title",
        "updated",
        "subtitle",
        "generator",
        "icon",
        "logo",
        "rights",
    ];

    private static readonly string[] EntryElements =
    [
        .. EntryOnce,
        "author",
        "category",
        "contributor",
        "link",
    ];

    private static readonly string[] FeedElements =
    [
        .. FeedOnce,
        "author",
        "category",
        "contributor",
        "link",
        "entry",
    ];

    /// <summary>The feed's element, after every rule was found kept.</summary>
    public static XElement Read(string xml)
    {
        var feed = XDocument.Parse(xml).Root!;
        Assert.Equal(Atom + "feed", feed.Name);
        Container(feed, FeedOnce, FeedElements);
        var entries = feed.Elements(Atom + "entry").ToList();
        foreach (var entry in entries)
        {
            Container(entry, EntryOnce, EntryElements);
            Entry(entry, feed);
        }

        // 4.2.13: a rel=self link is where the feed itself lies.
        Assert.Single(feed.Elements(Atom + "link"), l => (string?)l.Attribute("rel") == "self");

        // 4.1.1: entries of one id differ in their time.
        Assert.Distinct(entries.Select(e => (Value(e, "id"), Value(e, "updated"))));
        Assert.DoesNotContain(Value(feed, "id"), entries.Select(e => Value(e, "id")));
        return feed;
    }

    public static IReadOnlyList<XElement> Entries(XElement feed) =>
        [.. feed.Elements(Atom + "entry")];

    public static string Value(XElement parent, string name) => parent.Element(Atom + name)!.Value;

    /// <summary>The address of the page that an entry or feed is about.</summary>
    public static string Page(XElement parent) =>
        (string)
            parent
                .Elements(Atom + "link")
                .Single(l => (string?)l.Attribute("rel") is null or "alternate")
                .Attribute("href")!;

    private static void Container(XElement element, string[] once, string[] known)
    {
        foreach (var name in once)
        {
            Assert.True(element.Elements(Atom + name).Count() <= 1, $"{name} stands there twice");
        }

        // 4.1.1, 4.1.2: id, title and updated are there.
        foreach (var name in (string[])["id", "title", "updated"])
        {
            Assert.Single(element.Elements(Atom + name));
        }

        Assert.All(
            element.Elements(),
            e =>
            {
                Assert.Equal(Atom, e.Name.Namespace);
                Assert.Contains(e.Name.LocalName, known);
            }
        );
        // 4.2.6: an IRI.
        Assert.True(Uri.TryCreate(Value(element, "id"), UriKind.Absolute, out _));
        Assert.Equal(Value(element, "id"), Value(element, "id").Trim());
        foreach (var name in (string[])["updated", "published"])
        {
            Assert.All(element.Elements(Atom + name), e => Time(e.Value));
        }

        Links(element);
        foreach (var title in element.Elements(Atom + "title"))
        {
            Assert.Contains((string?)title.Attribute("type") ?? "text", (string[])["text", "html"]);
            Assert.False(title.HasElements);
        }

        // 4.2.1, 3.2: a person has a name.
        Assert.All(
            element.Elements(Atom + "author"),
            a => Assert.NotEmpty(a.Element(Atom + "name")!.Value)
        );
        // 4.2.2: a category has a term.
        Assert.All(
            element.Elements(Atom + "category"),
            c => Assert.NotEmpty((string)c.Attribute("term")!)
        );
    }

    private static void Links(XElement element)
    {
        var links = element.Elements(Atom + "link").ToList();
        Assert.All(
            links,
            l => Assert.True(Uri.TryCreate((string)l.Attribute("href")!, UriKind.Absolute, out _))
        );
        // 4.1.1: one alternate of a type and language.
        Assert.Distinct(
            links
                .Where(l => (string?)l.Attribute("rel") is null or "alternate")
                .Select(l => ((string?)l.Attribute("type"), (string?)l.Attribute("hreflang")))
        );
    }

    private static void Entry(XElement entry, XElement feed)
    {
        // 4.1.2: an author, of its own or the feed's.
        Assert.True(
            entry.Elements(Atom + "author").Any() || feed.Elements(Atom + "author").Any(),
            "an entry lacks its author"
        );
        // 4.1.2: without content there is an alternate.
        Assert.True(
            entry.Element(Atom + "content") is not null
                || entry
                    .Elements(Atom + "link")
                    .Any(l => (string?)l.Attribute("rel") is null or "alternate")
        );
        if (entry.Element(Atom + "content") is { } content)
        {
            // 4.1.3.3: HTML is escaped, hence text.
            Assert.Equal("html", (string?)content.Attribute("type"));
            Assert.False(content.HasElements);
        }
    }

    // 3.3: RFC 3339 with upper-case T and Z.
    private static void Time(string text) =>
        Assert.True(
            DateTimeOffset.TryParseExact(
                text,
                ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out _
            ),
            $"{text} is no time of RFC 3339"
        );
}
