using System.Net;
using System.Text;
using Portal.Parts;

namespace Portal.Images;

/// <summary>One line of an index.</summary>
/// <param name="Href">Relative; with a slash at the end for a folder. Every character of our names may stand in it as it is.</param>
/// <param name="Length">Bytes; null for a folder.</param>
/// <param name="Sha256">64 hexadecimal digits; null for a folder.</param>
/// <param name="Remark">Such as <c>withdrawn: loses static addresses</c>.</param>
internal sealed record IndexLine(
    string Href,
    DateTimeOffset? At,
    long? Length,
    string? Sha256,
    string? Remark
);

/// <summary>
/// A folder below <c>/download/</c> as plain HTML, for uscan, <c>wget -r</c>, and whoever reads with eyes: one link a line with
/// the name as its text, then date, bytes and digest. Nothing else on the page is a link into the tree, but the folder above
/// and the next page.
/// </summary>
/// <param name="Path">The folder, with a slash at both ends.</param>
/// <param name="Next">Relative address of the next page.</param>
/// <param name="Notes">Paragraphs of HTML below the list.</param>
internal sealed record DownloadIndex(
    string Path,
    IReadOnlyList<IndexLine> Lines,
    string? Next,
    IReadOnlyList<string> Notes
)
{
    public string ToHtml()
    {
        var title = $"Index of {Encode(Path)}";
        var html = new StringBuilder(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title}</title>
            <link rel="icon" href="/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/index.css">
            </head>
            <body>
            <main>
            <h1>{title}</h1>
            <ul>

            """
        );
        html.Append("<li><a href=\"../\">../</a></li>\n");
        foreach (var line in Lines)
        {
            html.Append(Line(line)).Append('\n');
        }

        html.Append("</ul>\n");
        if (Lines.Count == 0)
        {
            html.Append("<p>Nothing is here yet.</p>\n");
        }

        if (Next is not null)
        {
            html.Append($"<p><a rel=\"next\" href=\"{Encode(Next)}\">Older ones</a></p>\n");
        }

        foreach (var note in Notes)
        {
            html.Append(note).Append('\n');
        }

        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Line(IndexLine line)
    {
        var text = new StringBuilder(
            $"<li><a href=\"{Encode(line.Href)}\">{Encode(line.Href)}</a>"
        );
        if (line.At is { } at)
        {
            text.Append(
                $" <time datetime=\"{Display.Machine(at)}\">{at.UtcDateTime:yyyy-MM-dd HH:mm}</time>"
            );
        }

        if (line.Length is { } length)
        {
            text.Append($" <span>{length} bytes</span>");
        }

        if (line.Sha256 is { } sha256)
        {
            text.Append($" <code>{sha256}</code>");
        }

        if (line.Remark is { } remark)
        {
            text.Append($" <strong>{Encode(remark)}</strong>");
        }

        return text.Append("</li>").ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
