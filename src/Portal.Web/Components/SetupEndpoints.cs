using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Access;
using Portal.Protocol.Components;
using Portal.Shell;

namespace Portal.Components;

/// <summary>The <c>setup.exe</c> of the installers, and its signature by whoever operates the portal.</summary>
internal static class SetupEndpoints
{
    public static void MapSetup(this IEndpointRouteBuilder api)
    {
        var setup = api.MapGroup("/installer/setup").WithTags("Components");
        setup.MapGet("", ShowAsync).RequireAuthorization(Policies.Read);
        setup
            .MapPut("", SignAsync)
            .RequireAuthorization(Policies.Administrator)
            // A block more than the limit, which is told first and as what it is.
            .WithMetadata(new RequestSizeLimitAttribute(SetupSigning.MaximumLength + (1 << 20)));
    }

    private static async Task<Results<Ok<SetupWire>, ProblemHttpResult>> ShowAsync(
        SetupFiles files,
        CancellationToken cancellationToken
    ) =>
        await files.NewestAsync(cancellationToken) is { } setup
            ? TypedResults.Ok(setup.ToWire())
            : SetupErrors.Missing.ToProblem();

    private static async Task<
        Results<Created<SetupWire>, Ok<SetupWire>, ProblemHttpResult>
    > SignAsync(
        Caller caller,
        HttpRequest request,
        SetupSigning signing,
        SetupFiles files,
        CancellationToken cancellationToken
    )
    {
        var result = await signing.SignAsync(caller, request.Body, cancellationToken);
        if (!result.TryGet(out var published, out var error))
        {
            return error.ToProblem();
        }

        var setup = await files.FindAsync(published.Version.Version, cancellationToken);
        return published.IsNew
            ? TypedResults.Created(published.Version.PathOf(), setup!.ToWire())
            : TypedResults.Ok(setup!.ToWire());
    }
}
