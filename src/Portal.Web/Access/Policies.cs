using Microsoft.AspNetCore.Authorization;
using Portal.Protocol.Access;

namespace Portal.Access;

/// <summary>
/// What an endpoint asks of whoever calls. Every route names one; the role within a project or product is asked by the
/// service, which knows the scope.
/// </summary>
public static class Policies
{
    /// <summary>Everybody, signed in or not.</summary>
    public const string Read = "read";

    /// <summary>Any valid credential, complete with the second factor where one is asked for.</summary>
    public const string Authenticated = "authenticated";

    /// <summary>Any valid credential, also that of somebody who has yet to set up the second factor: for the page that does.</summary>
    public const string SignedIn = "signed-in";

    /// <summary>The claim of somebody who has shown a password only.</summary>
    internal const string NeedsSecondFactor = "needs-second-factor";

    /// <summary>An administrator.</summary>
    public const string Administrator = "administrator";

    /// <summary>
    /// Where the framework looks for files of wwwroot that came after the build. It takes no policy of ours, and answers 404
    /// for every unknown address that looks like a file.
    /// </summary>
    internal const string StaticFallback = "{**path:file}";

    internal static void AddPortalPolicies(this IServiceCollection services) =>
        services
            .AddAuthorizationBuilder()
            .AddPolicy(Read, p => p.RequireAssertion(_ => true))
            .AddPolicy(
                Authenticated,
                p =>
                    p.RequireAuthenticatedUser()
                        .RequireAssertion(c => !c.User.HasClaim(x => x.Type == NeedsSecondFactor))
            )
            .AddPolicy(SignedIn, p => p.RequireAuthenticatedUser())
            .AddPolicy(Administrator, p => p.RequireRole(Roles.Administrator))
            .SetFallbackPolicy(
                new AuthorizationPolicyBuilder().RequireAssertion(IsNoRouteOfOurs).Build()
            );

    /// <summary>
    /// Denies a route that names no policy. An address that no route matches stays 404, and one that does not take the
    /// method 405: neither ends in a <see cref="RouteEndpoint"/>.
    /// </summary>
    private static bool IsNoRouteOfOurs(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http
        && (
            http.GetEndpoint() is not RouteEndpoint route
            || route.RoutePattern.RawText == StaticFallback
        );
}
