using System.Net;
using System.Text.RegularExpressions;
using Portal.Testing;

namespace Portal.Access;

/// <summary>A person's browser without script: it looks at pages, fills forms in, sends them, and keeps cookies.</summary>
internal sealed partial class Browser(HttpClient http)
{
    public const string Password = "four words that nobody guesses";

    public HttpClient Http => http;

    /// <summary>The page that was looked at last.</summary>
    public string Page { get; private set; } = "";

    public static Browser Of(TestPortal portal) => new(portal.Anonymous());

    /// <summary>Signed in as an account that is there, by a link of the administrator.</summary>
    public static async Task<Browser> SignedInAsync(TestPortal portal, string account)
    {
        var link = await portal
            .Get<SignInService>()
            .CreateLinkAsync(Caller.System, account, default);
        var browser = Of(portal);
        await browser.LookAsync($"/sign-in/{link.Value.Code}");
        var answer = await browser.SendAsync($"/sign-in/{link.Value.Code}", "sign-in");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return browser;
    }

    public async Task<HttpResponseMessage> LookAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/html");
        var answer = await http.SendAsync(request);
        Page = await answer.Content.ReadAsStringAsync();
        return answer;
    }

    /// <summary>Sends the form of the page last looked at, with its hidden fields and these.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string path,
        string form,
        params (string Name, string Value)[] fields
    )
    {
        var answer = await http.PostAsync(path, Fields(form, fields));
        Page = await answer.Content.ReadAsStringAsync();
        return answer;
    }

    /// <summary>As <see cref="SendAsync"/>, after looking at the page.</summary>
    public async Task<HttpResponseMessage> FillAsync(
        string path,
        string form,
        params (string Name, string Value)[] fields
    )
    {
        await LookAsync(path);
        return await SendAsync(path, form, fields);
    }

    public FormUrlEncodedContent Fields(string form, params (string Name, string Value)[] fields)
    {
        var body = FormShape()
            .Matches(Page)
            .Select(m => m.Value)
            .SingleOrDefault(f =>
                f.Contains($"name=\"_handler\" value=\"{form}\"", StringComparison.Ordinal)
            );
        Assert.True(body is not null, $"No form {form} in {Page}");
        return new FormUrlEncodedContent(
            HiddenField()
                .Matches(body)
                .Select(m =>
                    KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value))
                )
                .Concat(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)))
        );
    }

    /// <summary>The key in the page that sets up the app.</summary>
    public string Secret => SecretField().Match(Page).Groups[1].Value;

    public IReadOnlyList<string> RecoveryCodes =>
        [.. RecoveryCode().Matches(Page).Select(m => m.Value).Distinct()];

    public static string? Location(HttpResponseMessage answer) =>
        answer.Headers.Location is { IsAbsoluteUri: true } uri
            ? uri.PathAndQuery
            : answer.Headers.Location?.ToString();

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex FormShape();

    [GeneratedRegex(
        "<input type=\"hidden\" name=\"([^\"]+)\"(?: autocomplete=\"[a-z]*\")? value=\"([^\"]*)\""
    )]
    private static partial Regex HiddenField();

    [GeneratedRegex("name=\"Form.Secret\" value=\"([A-Z2-7]{32})\"")]
    private static partial Regex SecretField();

    [GeneratedRegex("[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}")]
    private static partial Regex RecoveryCode();
}
