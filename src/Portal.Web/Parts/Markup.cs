using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Portal.Parts;

/// <summary>Markdown of strangers as HTML that is safe to show: raw HTML becomes text, images become their words, links go to http, https or mailto.</summary>
public static class Markup
{
    /// <summary>The lowest heading a stranger's text may take, so that it does not break the outline of the page.</summary>
    private const int TopHeading = 4;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UseAutoLinks()
        .Build();

    public static string ToHtml(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(heading.Level + TopHeading - 1, 6);
        }

        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            if (link.IsImage)
            {
                // A picture from elsewhere would tell its server who reads; the policy forbids it anyway.
                link.IsImage = false;
            }

            if (!IsToTheWeb(link.Url))
            {
                link.Url = "#";
            }

            link.GetAttributes().AddProperty("rel", "nofollow noopener");
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (!link.IsEmail && !IsToTheWeb(link.Url))
            {
                link.ReplaceBy(new LiteralInline(link.Url));
            }
        }

        return document.ToHtml(Pipeline);
    }

    private static bool IsToTheWeb(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (
            uri.Scheme == Uri.UriSchemeHttp
            || uri.Scheme == Uri.UriSchemeHttps
            || uri.Scheme == Uri.UriSchemeMailto
        );
}
