using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Protocol.Blobs;
using Portal.Shell;

namespace Portal.Blobs;

internal static class CollectionEndpoints
{
    public static void MapCollection(this IEndpointRouteBuilder api) =>
        api.MapPost("/admin/gc", RunAsync)
            .WithTags("Administration")
            .RequireAuthorization(Policies.Administrator);

    private static async Task<Results<Ok<CollectionWire>, ProblemHttpResult>> RunAsync(
        bool? dryRun,
        Caller caller,
        BlobCollection collection,
        CancellationToken cancellationToken
    )
    {
        var result = await collection.RunAsync(caller, dryRun ?? false, cancellationToken);
        return result.TryGet(out var done, out var error)
            ? TypedResults.Ok(done)
            : error.ToProblem();
    }
}
