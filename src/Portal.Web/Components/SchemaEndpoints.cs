using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Packaging.Schemas;

namespace Portal.Components;

internal static class SchemaEndpoints
{
    public static void MapSchemas(this IEndpointRouteBuilder app) =>
        app.MapGet("/schemas/{name}.schema.json", Schema)
            .WithTags("Components")
            .WithSummary(
                "The JSON Schema of component.yaml (component), and of what installers leave in a guest (result, state)."
            )
            .RequireAuthorization(Policies.Read);

    private static Results<ContentHttpResult, NotFound> Schema(string name, HttpContext context)
    {
        if (!PublishedSchemas.Names.Contains(name))
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.CacheControl = "public, max-age=300";
        // Editors fetch it from pages of another origin.
        context.Response.Headers.AccessControlAllowOrigin = "*";
        return TypedResults.Text(PublishedSchemas.Text(name), PublishedSchemas.MediaType);
    }
}
