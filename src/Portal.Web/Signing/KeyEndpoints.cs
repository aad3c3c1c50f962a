using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;

namespace Portal.Signing;

internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder app) =>
        app.MapGet("/keys/openpgp.asc", OpenPgpAsync)
            .WithTags("Keys")
            .WithSummary("Every OpenPGP key that ever signed here, with its dates.")
            .RequireAuthorization(Policies.Read);

    private static async Task<ContentHttpResult> OpenPgpAsync(
        SigningKeys keys,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        context.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Text(
            (await keys.ReadAsync(cancellationToken)).Armored,
            "application/pgp-keys"
        );
    }
}
