using System.Net;
using System.Text.RegularExpressions;
using Portal.Testing;

namespace Portal.Shell;

public sealed partial class ShellTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private readonly TestPortal _portal = fixture.Portal;

    [Fact]
    public async Task The_start_page_is_html_with_a_stylesheet_that_is_served()
    {
        using var client = _portal.Anonymous();
        var page = await client.GetStringAsync("/");
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        var files = ShellFile().Matches(page).Select(m => m.Groups["path"].Value).ToList();
        Assert.Contains("/portal.css", files);
        Assert.Contains("/lib/tabler.min.css", files);
        foreach (var file in files)
        {
            using var answer = await client.GetAsync(file);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.NotEqual(0, answer.Content.Headers.ContentLength);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/portal.css")]
    [InlineData("/api/v1/projects")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/nothing")]
    [InlineData("/health/live")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        var response = await _portal.Anonymous().GetAsync(path);

        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy"))
        );
        Assert.Equal(
            "nosniff",
            Assert.Single(response.Headers.GetValues("X-Content-Type-Options"))
        );
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.False(response.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/portal.css")]
    [InlineData("/api/v1/projects")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/health/ready")]
    public async Task Head_answers_as_get_does_without_a_body(string path)
    {
        var client = _portal.Anonymous();
        var get = await client.GetAsync(path);
        var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v1/nothing.json")]
    [InlineData("/api/v2/projects")]
    [InlineData("/nothing.css")]
    public async Task An_unknown_address_is_a_problem(string path)
    {
        var response = await _portal.Anonymous().GetAsync(path);
        await response.ProblemAsync(HttpStatusCode.NotFound, "request.no-such-route");
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_take_is_a_problem_that_names_those_it_takes()
    {
        var response = await _portal.Anonymous().DeleteAsync("/api/v1/projects");
        var problem = await response.ProblemAsync(
            HttpStatusCode.MethodNotAllowed,
            "request.method-not-allowed"
        );
        Assert.Contains("GET", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("GET", response.Content.Headers.Allow);
    }

    [Fact]
    public async Task An_unknown_page_is_html_for_a_reader_and_a_problem_for_a_program()
    {
        var client = _portal.Anonymous();
        await (await client.GetAsync("/nothing")).ProblemAsync(
            HttpStatusCode.NotFound,
            "request.no-such-route"
        );

        using var request = new HttpRequestMessage(HttpMethod.Get, "/nothing");
        request.Headers.Accept.ParseAdd("text/html");
        var page = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains(
            "request.no-such-route",
            await page.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_unknown_field_is_named_with_its_line()
    {
        var response = await _portal
            .Admin()
            .PostAsync(
                "/api/v1/projects",
                Http.Json("{\n  \"name\": \"a\",\n  \"titel\": \"A\"\n}")
            );

        var problem = await response.ProblemAsync(
            HttpStatusCode.BadRequest,
            "request.invalid-json"
        );
        var finding = Assert.Single(problem.Findings!);
        Assert.Equal(("$.titel", 3), (finding.Path, finding.Line));
        Assert.Equal("There is no field $.titel here.", finding.Message);
        Assert.DoesNotContain("Wire", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("", "is missing")]
    [InlineData("{\"name\": \"a\"}", "lacks 'title'")]
    [InlineData("{\"name\": 1, \"title\": \"A\"}", "$.name")]
    [InlineData("{\"name\": null, \"title\": \"A\"}", "$.name")]
    [InlineData("{\"name\": \"a\", \"name\": \"b\", \"title\": \"A\"}", "$.name")]
    public async Task A_body_that_does_not_fit_says_what_is_wrong(string body, string says)
    {
        var response = await _portal.Admin().PostAsync("/api/v1/projects", Http.Json(body));
        var problem = await response.ProblemAsync(
            HttpStatusCode.BadRequest,
            "request.invalid-json"
        );
        Assert.Contains(says, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused()
    {
        var response = await _portal
            .Admin()
            .PostAsync("/api/v1/projects", new StringContent("name=a"));
        await response.ProblemAsync(
            HttpStatusCode.UnsupportedMediaType,
            "request.unsupported-media-type"
        );
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        var response = await _portal
            .Admin()
            .PostAsync(
                "/api/v1/projects",
                Http.Json($"{{\"name\": \"{new string('a', 2_000_000)}\"}}")
            );
        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "request.too-large");
    }

    [Theory]
    [InlineData("limit=x")]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("cursor=!")]
    public async Task A_query_that_cannot_be_read_is_a_problem(string query)
    {
        var response = await _portal.Anonymous().GetAsync($"/api/v1/projects?{query}");
        await response.ProblemAsync(HttpStatusCode.BadRequest, "request.invalid-parameter");
    }

    [Fact]
    public async Task The_error_page_lists_every_code()
    {
        var page = await _portal.Anonymous().GetStringAsync("/errors");
        Assert.All(
            ErrorListTests.All(),
            e => Assert.Contains($"id=\"{e.Code}\"", page, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_api_describes_itself()
    {
        var text = await _portal.Anonymous().GetStringAsync("/openapi/v1.json");
        Assert.Contains("\"/api/v1/projects/{project}\"", text, StringComparison.Ordinal);
        Assert.Contains("\"bearer\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_is_ok(string path)
    {
        using var answer = await _portal.Anonymous().GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [GeneratedRegex(
        "<(?:link [^>]*href|script src)=\"(?<path>[^\"]+)\"",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex ShellFile();
}
