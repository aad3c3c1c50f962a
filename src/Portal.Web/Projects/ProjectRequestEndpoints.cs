using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Projects;
using Portal.Shell;

namespace Portal.Projects;

internal static class ProjectRequestEndpoints
{
    public static void MapProjectRequests(this IEndpointRouteBuilder api)
    {
        var requests = api.MapGroup("/project-requests").WithTags("Projects");
        requests.MapPost("", CreateAsync).RequireAuthorization(Policies.Authenticated);
        requests.MapGet("", ListAsync).RequireAuthorization(Policies.Authenticated);
        requests
            .MapDelete("/{id:guid}", WithdrawAsync)
            .RequireAuthorization(Policies.Authenticated);
        requests
            .MapPost("/{id:guid}/approve", ApproveAsync)
            .RequireAuthorization(Policies.Administrator);
        requests
            .MapPost("/{id:guid}/decline", DeclineAsync)
            .RequireAuthorization(Policies.Administrator);
    }

    private static async Task<Results<Created<ProjectRequestWire>, ProblemHttpResult>> CreateAsync(
        ProjectRequestCreateWire wire,
        Caller caller,
        ProjectRequestService requests,
        CancellationToken cancellationToken
    )
    {
        var result = await requests.CreateAsync(
            caller,
            wire.Name,
            wire.Title,
            wire.Reason,
            cancellationToken
        );
        return result.TryGet(out var request, out var error)
            ? TypedResults.Created((string?)null, ToWire(request))
            : error.ToProblem();
    }

    /// <param name="state"><c>open</c>, <c>approved</c>, <c>declined</c> or <c>withdrawn</c>; missing: all.</param>
    private static async Task<
        Results<Ok<PageWire<ProjectRequestWire>>, ProblemHttpResult>
    > ListAsync(
        string? state,
        [AsParameters] PageQuery query,
        Caller caller,
        ProjectRequestService requests,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        ProjectRequestState? only = null;
        if (state is not null)
        {
            if (!Enum.TryParse<ProjectRequestState>(state, ignoreCase: true, out var known))
            {
                return RequestErrors.InvalidParameter.With($"'{state}' is no state.").ToProblem();
            }

            only = known;
        }

        var found = await requests.ListAsync(caller, only, page, cancellationToken);
        return TypedResults.Ok(found.ToWire(ToWire));
    }

    private static async Task<Results<Ok<ProjectRequestWire>, ProblemHttpResult>> ApproveAsync(
        Guid id,
        Caller caller,
        ProjectRequestDecision decision,
        CancellationToken cancellationToken
    ) => Answer(await decision.ApproveAsync(caller, id, cancellationToken));

    private static async Task<Results<Ok<ProjectRequestWire>, ProblemHttpResult>> DeclineAsync(
        Guid id,
        DeclineWire wire,
        Caller caller,
        ProjectRequestDecision decision,
        CancellationToken cancellationToken
    ) => Answer(await decision.DeclineAsync(caller, id, wire.Reason, cancellationToken));

    private static async Task<Results<Ok<ProjectRequestWire>, ProblemHttpResult>> WithdrawAsync(
        Guid id,
        Caller caller,
        ProjectRequestDecision decision,
        CancellationToken cancellationToken
    ) => Answer(await decision.WithdrawAsync(caller, id, cancellationToken));

    private static Results<Ok<ProjectRequestWire>, ProblemHttpResult> Answer(
        Result<ProjectRequest> result
    ) =>
        result.TryGet(out var request, out var error)
            ? TypedResults.Ok(ToWire(request))
            : error.ToProblem();

    private static ProjectRequestWire ToWire(ProjectRequest request) =>
        new(
            request.Id,
            request.Name,
            request.Title,
            request.Reason,
            request.RequestedBy,
            request.RequestedAt,
            request.State.ToString().ToLowerInvariant(),
            request.AnsweredBy,
            request.AnsweredAt,
            request.Answer
        );
}
