using System.Text;
using System.Xml.Linq;

namespace Portal.Parts;

public sealed class AtomFeedTests
{
    private static readonly DateTimeOffset Made = new(2026, 11, 19, 16, 2, 11, 999, TimeSpan.Zero);

    [Fact]
    public void A_feed_keeps_the_rules_of_rfc_4287()
    {
        var feed = Read(Feed(Entry("4.4", "<p>a</p>"), Entry("4.3", "")));

        Assert.Equal("Releases of guest-tools", AtomRules.Value(feed, "title"));
        Assert.Equal("https://tools.example.org/products/guest-tools", AtomRules.Page(feed));
        Assert.Equal("2026-11-19T16:02:11Z", AtomRules.Value(feed, "updated"));
        var entries = AtomRules.Entries(feed);
        Assert.Equal(
            ["guest-tools 4.4", "guest-tools 4.3"],
            entries.Select(e => AtomRules.Value(e, "title"))
        );
        Assert.Equal(
            "https://tools.example.org/products/guest-tools/releases/4.4",
            AtomRules.Page(entries[0])
        );
        Assert.Equal("<p>a</p>", AtomRules.Value(entries[0], "content"));
    }

    [Fact]
    public void A_feed_without_entries_keeps_them_too() =>
        Assert.Empty(AtomRules.Entries(Read(Feed())));

    [Fact]
    public void What_xml_cannot_hold_does_not_break_the_feed()
    {
        var entry = Entry(
            "4.4",
            "<p>bell \a, null \0, half a pair \ud83d, whole 😀, end \uffff</p>"
        );

        var content = AtomRules.Value(AtomRules.Entries(Read(Feed(entry)))[0], "content");

        Assert.Contains("whole 😀", content, StringComparison.Ordinal);
        Assert.Contains(
            "bell \ufffd, null \ufffd, half a pair \ufffd",
            content,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Links_within_the_portal_lead_there_from_anywhere()
    {
        var feed = Read(Feed(Entry("4.4", "<a href=\"/components/netkvm\">netkvm</a>")));

        Assert.Contains(
            "href=\"https://tools.example.org/components/netkvm\"",
            AtomRules.Value(AtomRules.Entries(feed)[0], "content"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_id_stays_the_same_and_no_other_thing_has_it()
    {
        Assert.Equal(AtomFeed.IdOf("a", "b"), AtomFeed.IdOf("a", "b"));
        Assert.NotEqual(AtomFeed.IdOf("a", "b"), AtomFeed.IdOf("ab"));
        Assert.NotEqual(AtomFeed.IdOf("a", "bc"), AtomFeed.IdOf("ab", "c"));
        Assert.Matches(
            "^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
            AtomFeed.IdOf("a")
        );
    }

    private static XElement Read(AtomFeed feed) =>
        AtomRules.Read(
            Encoding.UTF8.GetString(
                feed.ToBytes("https://tools.example.org", "/products/guest-tools/feed.atom")
            )
        );

    private static AtomFeed Feed(params FeedEntry[] entries) =>
        new(
            AtomFeed.IdOf("product", "guest-tools"),
            "Releases of guest-tools",
            "New and withdrawn releases.",
            "/products/guest-tools",
            entries
        );

    private static FeedEntry Entry(string version, string html) =>
        new(
            AtomFeed.IdOf("release", "guest-tools", version),
            $"guest-tools {version}",
            $"/products/guest-tools/releases/{version}",
            "ines",
            Made,
            Made,
            html
        )
        {
            Categories = ["release"],
        };
}
