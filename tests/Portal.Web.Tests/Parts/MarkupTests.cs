namespace Portal.Parts;

public sealed class MarkupTests
{
    [Fact]
    public void Lists_code_and_links_to_the_web_are_kept()
    {
        var html = Markup.ToHtml("- fixes `guest-exec`\n- see [the notes](https://example.org/n)");
        Assert.Contains("<li>fixes <code>guest-exec</code></li>", html, StringComparison.Ordinal);
        Assert.Contains(
            "<a href=\"https://example.org/n\" rel=\"nofollow noopener\">the notes</a>",
            html,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("a <b onclick='x'>b</b>")]
    [InlineData("<!-- a --> <style>body{}</style>")]
    public void Html_of_strangers_is_text(string text)
    {
        var html = Markup.ToHtml(text);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b ", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<style", html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("[a](javascript:alert(1))")]
    [InlineData("[a](JaVaScRiPt:alert(1))")]
    [InlineData("[a](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[a][1]\n\n[1]: vbscript:x")]
    [InlineData("[a](//evil.example)")]
    public void A_link_goes_to_the_web_or_nowhere(string text)
    {
        var html = Markup.ToHtml(text);
        Assert.DoesNotMatch("href=\"(?!#)", html);
    }

    [Fact]
    public void A_picture_becomes_a_link_with_its_words()
    {
        var html = Markup.ToHtml("![a diagram](https://example.org/a.png)");
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains(">a diagram</a>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_heading_does_not_outrank_those_of_the_page() =>
        Assert.Contains("<h4>New</h4>", Markup.ToHtml("# New"), StringComparison.Ordinal);
}
