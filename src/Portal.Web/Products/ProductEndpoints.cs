using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Access;
using Portal.Protocol;
using Portal.Protocol.Products;
using Portal.Releases;
using Portal.Shell;

namespace Portal.Products;

internal static class ProductEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder api)
    {
        var products = api.MapGroup("/products").WithTags("Products");
        products.MapGet("/", ListAsync).RequireAuthorization(Policies.Read);
        products.MapGet("/{product}", ShowAsync).RequireAuthorization(Policies.Read);
        products.MapPost("/", CreateAsync).RequireAuthorization(Policies.Administrator);
        products
            .MapPut("/{product}", UpdateAsync)
            .RequireAuthorization(Policies.Authenticated)
            .WithSummary(
                "Changes title and recipe for releases to come; with If-Match, only what the caller has seen."
            );
    }

    private static async Task<
        Results<Created<ProductWire>, Ok<ProductWire>, ProblemHttpResult>
    > CreateAsync(
        ProductCreateWire body,
        Caller caller,
        ProductService products,
        ReleaseService releases,
        CancellationToken cancellationToken
    )
    {
        var recipe = body.Components.Select(c => new RecipeLine(c.Name, c.Version)).ToList();
        var made = await products.CreateAsync(
            caller,
            body.Name,
            body.Title,
            body.VolumeId,
            recipe,
            body.DriverSignature,
            cancellationToken
        );
        if (!made.TryGet(out var done, out var error))
        {
            return error.ToProblem();
        }

        var wire = done.Product.ToWire(
            await releases.NewestAsync(done.Product.Name, cancellationToken)
        );
        return done.Created
            ? TypedResults.Created($"{PortalEndpoints.Api}/products/{wire.Name}", wire)
            : TypedResults.Ok(wire);
    }

    private static async Task<Results<Ok<ProductWire>, ProblemHttpResult>> UpdateAsync(
        string product,
        ProductUpdateWire body,
        [FromHeader(Name = "If-Match")] string? match,
        HttpContext context,
        Caller caller,
        ProductService products,
        ReleaseService releases,
        CancellationToken cancellationToken
    )
    {
        var updated = await products.UpdateAsync(
            caller,
            product,
            body.Title,
            [.. body.Components.Select(c => new RecipeLine(c.Name, c.Version))],
            body.DriverSignature,
            match is null or "*" ? null : match.Trim('"'),
            cancellationToken
        );
        if (!updated.TryGet(out var done, out var error))
        {
            return error.ToProblem();
        }

        context.Response.Headers.ETag = $"\"{done.Tag}\"";
        return TypedResults.Ok(done.ToWire(await releases.NewestAsync(product, cancellationToken)));
    }

    private static async Task<Results<Ok<ProductWire>, ProblemHttpResult>> ShowAsync(
        string product,
        HttpContext context,
        ProductService products,
        ReleaseService releases,
        CancellationToken cancellationToken
    )
    {
        var found = await products.FindAsync(product, cancellationToken);
        if (found is null)
        {
            return ProductErrors.NotFound.With($"There is no product '{product}'.").ToProblem();
        }

        // Of title and recipe, which a PUT changes; what is newest changes by itself.
        context.Response.Headers.ETag = $"\"{found.Tag}\"";
        return TypedResults.Ok(
            found.ToWire(await releases.NewestAsync(product, cancellationToken))
        );
    }

    private static async Task<Results<Ok<PageWire<ProductWire>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query,
        ProductService products,
        ReleaseService releases,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var request, out var error))
        {
            return error.ToProblem();
        }

        var page = await products.ListAsync(request, cancellationToken);
        var newest = await releases.NewestAsync(
            [.. page.Items.Select(p => p.Name)],
            cancellationToken
        );
        return TypedResults.Ok(page.ToWire(p => p.ToWire(newest.GetValueOrDefault(p.Name))));
    }
}
