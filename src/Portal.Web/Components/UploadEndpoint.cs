using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Blobs;
using Portal.Protocol.Components;
using Portal.Shell;

namespace Portal.Components;

internal static class UploadEndpoint
{
    public static void MapUpload(this IEndpointRouteBuilder version)
    {
        var limits = version.ServiceProvider.GetRequiredService<IOptions<UploadOptions>>().Value;
        version
            .MapPut("", PublishAsync)
            .RequireAuthorization(Policies.Authenticated)
            // A block more than the portal's own limit, which is told first and as what it is.
            .WithMetadata(
                new RequestSizeLimitAttribute(
                    limits.MaxArchiveBytes + BlockMemoryPool.BlockSize * 16
                )
            );
    }

    private static async Task<
        Results<Created<ComponentVersionWire>, Ok<ComponentVersionWire>, ProblemHttpResult>
    > PublishAsync(
        string component,
        string version,
        string? project,
        Caller caller,
        HttpRequest request,
        ComponentPublishing publishing,
        CancellationToken cancellationToken
    )
    {
        if (
            !ReprDigest
                .Read(request.Headers[ReprDigest.Header])
                .TryGet(out var announced, out var error)
        )
        {
            return error.ToProblem();
        }

        var upload = new ComponentUpload(
            component,
            version,
            project,
            request.ContentLength,
            announced
        );
        var result = await publishing.PublishAsync(caller, upload, request.Body, cancellationToken);
        if (!result.TryGet(out var published, out error))
        {
            return error.ToProblem();
        }

        var wire = published.Version.ToWire(published.Project);
        return published.IsNew
            ? TypedResults.Created(published.Version.PathOf(), wire)
            : TypedResults.Ok(wire);
    }
}
