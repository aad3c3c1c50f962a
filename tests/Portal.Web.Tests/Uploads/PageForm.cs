using System.Net;
using System.Text.RegularExpressions;

namespace Portal.Uploads;

/// <summary>The hidden fields of a page's form, as a browser sends them.</summary>
internal static partial class PageForm
{
    public static FormUrlEncodedContent Of(string page) =>
        new(
            Hidden()
                .Matches(page)
                .Select(m =>
                    KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value))
                )
        );

    public static string TokenOf(string page) =>
        Hidden()
            .Matches(page)
            .First(m => m.Groups[1].Value == "__RequestVerificationToken")
            .Groups[2]
            .Value;

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
