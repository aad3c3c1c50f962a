using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Portal.Protocol.Access;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Access;

/// <summary>Walks the route table: every route says whom it is for, and keeps everybody else out.</summary>
public sealed class RouteTests(MatrixFixture fixture) : IClassFixture<MatrixFixture>
{
    /// <summary>What needs no policy, with the reason. Everything else names one.</summary>
    private static readonly Dictionary<string, string> Anonymous = new(StringComparer.Ordinal)
    {
        ["/health/live"] = "a load balancer asks it without a credential",
        ["/health/ready"] = "a load balancer asks it without a credential",
        ["/openapi/{documentName}.json"] = "the description of a public API",
        ["/api/v1/products/{product}/channels/{channel}"] = "hosts poll it, all day",
        ["/errors"] = "public page",
        ["/not-found"] = "public page",
        ["/projects"] = "public page",
        ["/projects/{Name}"] = "public page",
        ["/sign-in"] = "the way in",
        ["/invitation/{Code}"] = "the link is the credential",
        ["/sign-in/{Code}"] = "the link is the credential",
        ["/sign-out"] = "harmless to whoever is not signed in",
    };

    /// <summary>The framework's own routes that we have no use for: no policy, hence denied to everybody.</summary>
    private static readonly string[] Denied = ["/_framework/opaque-redirect"];

    private readonly TestPortal _portal = fixture.Portal;

    [Fact]
    public void Every_route_names_a_policy_or_is_anonymous_for_a_listed_reason()
    {
        var unlisted = Routes()
            .Where(e =>
                e.Metadata.GetMetadata<IAllowAnonymous>() is not null
                    ? !Anonymous.ContainsKey(Template(e))
                    : !e
                        .Metadata.GetOrderedMetadata<IAuthorizeData>()
                        .Any(a => a.Policy is not null) && !Denied.Contains(Template(e))
            )
            .Select(Describe)
            .ToList();

        Assert.Empty(unlisted);
    }

    [Fact]
    public void Every_reason_to_be_anonymous_has_its_route() =>
        Assert.Empty(Anonymous.Keys.Except(Routes().Select(Template)));

    [Fact]
    public async Task A_route_without_a_policy_is_denied()
    {
        foreach (var path in Denied)
        {
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await _portal.Anonymous().GetAsync(path)).StatusCode
            );
            Assert.Equal(
                HttpStatusCode.Forbidden,
                (await _portal.Admin().GetAsync(path)).StatusCode
            );
        }
    }

    [Fact]
    public void The_matrix_holds_every_write_route_and_no_other() =>
        Assert.Equal(
            Writes().Order(StringComparer.Ordinal),
            WriteRoutes.All.Select(r => r.Route).Order(StringComparer.Ordinal)
        );

    [Fact]
    public async Task A_write_route_refuses_every_role_that_is_not_listed_and_no_other()
    {
        var wrong = new List<string>();
        foreach (var route in WriteRoutes.All)
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                using var request = new HttpRequestMessage(
                    new HttpMethod(route.Route.Split(' ')[0]),
                    route.Path
                );
                if (route.Body is { } body)
                {
                    request.Content = Http.Json(
                        body.Replace(
                            "ROLE",
                            role.ToString().ToLowerInvariant(),
                            StringComparison.Ordinal
                        )
                    );
                }

                var response = await fixture.Client(role).SendAsync(request);
                var refused =
                    response.StatusCode
                    == (
                        role == Role.Anonymous
                            ? HttpStatusCode.Unauthorized
                            : HttpStatusCode.Forbidden
                    );
                if (refused == route.Allowed.Contains(role) || (int)response.StatusCode >= 500)
                {
                    wrong.Add($"{route.Route} as {role}: {(int)response.StatusCode}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    private static string Template(RouteEndpoint endpoint) =>
        "/" + endpoint.RoutePattern.RawText!.Trim('/');

    private static string Describe(RouteEndpoint endpoint) =>
        $"{string.Join(',', endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"])} {Template(endpoint)}";

    private IEnumerable<RouteEndpoint> Routes() =>
        _portal
            .Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            // Files of wwwroot are public by nature.
            .Where(e =>
                e.Metadata.GetMetadata<StaticAssetDescriptor>() is null
                && e.RoutePattern.RawText != Policies.StaticFallback
            )
            .DistinctBy(Describe);

    /// <summary>Pages answer POST as well, and check their forms by antiforgery: they are not part of the matrix.</summary>
    private IEnumerable<string> Writes() =>
        from route in Routes()
        where route.Metadata.GetMetadata<ComponentTypeMetadata>() is null
        from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
        where method is not ("GET" or "HEAD" or "OPTIONS")
        select $"{method} {Template(route)}";
}

/// <summary>A portal with a project, and one credential of each role.</summary>
public sealed class MatrixFixture : IAsyncLifetime
{
    private readonly Dictionary<Role, HttpClient> _clients = [];

    public TestPortal Portal { get; private set; } = null!;

    public HttpClient Client(Role role) => _clients[role];

    public async Task InitializeAsync()
    {
        Portal = await TestPortal.StartAsync();
        var admin = Portal.Admin();
        foreach (var project in (string[])["qemu", "spice"])
        {
            var made = await admin.PostAsync(
                "/api/v1/projects",
                Http.Json($$"""{"name":"{{project}}","title":"T"}""")
            );
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        }

        using (var sample = new SampleComponent())
        {
            await using var archive = File.OpenRead(sample.Tar());
            var published = await admin.PutAsync(
                $"/api/v1/components/{sample.Name}/versions/{sample.Version}?project=qemu",
                new StreamContent(archive)
            );
            Assert.Equal(HttpStatusCode.Created, published.StatusCode);
        }

        foreach (var product in (string[])["guest-tools", "other"])
        {
            var made = await admin.PostAsync(
                "/api/v1/products",
                Http.Json(
                    $$"""{"name":"{{product}}","title":"T","components":[{"name":"qemu-guest-agent"}]}"""
                )
            );
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        }

        await admin.PostAsync(
            "/api/v1/products/guest-tools/channels",
            Http.Json("""{"name":"stable"}""")
        );
        await admin.PostAsync(
            "/api/v1/distros",
            Http.Json("""{"name":"debian","title":"Debian"}""")
        );
        var told = await admin.PostAsync(
            "/api/v1/components/qemu-guest-agent/advisories",
            Http.Json("""{"id":"OWN-1","affected":["*"],"severity":"low","summary":"s"}""")
        );
        Assert.Equal(HttpStatusCode.Created, told.StatusCode);
        await Portal
            .Get<AccountService>()
            .CreateAccountAsync(Caller.System, "target", null, [], default);
        // A second maintainer, so that no change is refused because it takes the last one away.
        await MakeAsync("keeper", new Grant(Roles.ProjectMaintainer, "qemu"));
        _clients[Role.Anonymous] = Portal.Anonymous();
        _clients[Role.Administrator] = admin;
        _clients[Role.Nobody] = await MakeAsync("nobody");
        _clients[Role.Uploader] = await MakeAsync(
            "uploader",
            new Grant(Roles.ProjectUploader, "qemu")
        );
        _clients[Role.Maintainer] = await MakeAsync(
            "maintainer",
            new Grant(Roles.ProjectMaintainer, "qemu")
        );
        _clients[Role.OtherMaintainer] = await MakeAsync(
            "other-maintainer",
            new Grant(Roles.ProjectMaintainer, "spice")
        );
        _clients[Role.ReleaseManager] = await MakeAsync(
            "manager",
            new Grant(Roles.ReleaseManager, "guest-tools")
        );
        _clients[Role.OtherManager] = await MakeAsync(
            "other-manager",
            new Grant(Roles.ReleaseManager, "other")
        );
    }

    public async Task DisposeAsync() => await Portal.DisposeAsync();

    private async Task<HttpClient> MakeAsync(string name, params Grant[] grants)
    {
        var account = await Portal
            .Get<AccountService>()
            .CreateAccountAsync(Caller.System, name, null, grants, default);
        Assert.Null(account.Error);
        var token = await Portal
            .Get<TokenService>()
            .CreateAsync(new Caller(name, CallerKind.Account, grants), new("t"), default);
        return Portal.With(token.Value.Text);
    }
}
