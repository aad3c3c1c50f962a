using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Testing;

namespace Portal.Products;

/// <summary>Short forms for tests that read pages.</summary>
internal static partial class Pages
{
    /// <summary>No page is longer: bytes of HTML.</summary>
    public const int MaxBytes = 100_000;

    public static Shelf Shelf(this TestPortal portal) =>
        new(portal.Get<IDbContextFactory<PortalDb>>());

    /// <summary>The page's HTML, after a check of what holds for all of them.</summary>
    public static async Task<string> PageAsync(
        this HttpClient client,
        string path,
        HttpStatusCode status = HttpStatusCode.OK
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await client.SendAsync(request);
        var html = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{path}: {(int)answer.StatusCode} {html}");
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.InRange(html.Length, 1, MaxBytes);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        Assert.Matches("<title>[^<]+</title>", html);
        return html;
    }

    /// <summary>The text that a reader sees: tags away, spaces one.</summary>
    public static string Text(string html) =>
        WebUtility.HtmlDecode(Spaces().Replace(Tags().Replace(html, " "), " "));

    /// <summary>Where a redirect within the portal goes: the path.</summary>
    public static string LeadsTo(HttpResponseMessage answer) =>
        new Uri(answer.RequestMessage!.RequestUri!, answer.Headers.Location!).AbsolutePath;

    /// <summary>A client with the token of a new account.</summary>
    public static async Task<HttpClient> SignedInAsync(
        this TestPortal portal,
        string name,
        params Grant[] grants
    )
    {
        await portal
            .Get<AccountService>()
            .CreateAccountAsync(Caller.System, name, null, grants, default);
        var token = await portal
            .Get<TokenService>()
            .CreateAsync(new Caller(name, CallerKind.Account, grants), new("t"), default);
        return portal.With(token.Value.Text);
    }

    /// <summary>Sends the page's form with its hidden fields and these.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(
        this HttpClient client,
        string path,
        params (string Name, string Value)[] fields
    )
    {
        var page = await client.PageAsync(path);
        var form = MainForm().Match(page).Value;
        var all = Hidden()
            .Matches(form)
            .ToDictionary(
                m => m.Groups["name"].Value,
                m => WebUtility.HtmlDecode(m.Groups["value"].Value)
            );
        foreach (var (name, value) in fields)
        {
            all[name] = value;
        }

        return await client.PostAsync(path, new FormUrlEncodedContent(all));
    }

    [GeneratedRegex(
        "<(?:style|script|svg)[^>]*>.*?</(?:style|script|svg)>|<[^>]+>",
        RegexOptions.Singleline
    )]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("<main.*</main>", RegexOptions.Singleline)]
    private static partial Regex MainForm();

    [GeneratedRegex(
        "<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Hidden();
}
