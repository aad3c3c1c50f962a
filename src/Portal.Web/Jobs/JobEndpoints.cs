using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Jobs;
using Portal.Releases;
using Portal.Shell;

namespace Portal.Jobs;

internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder api) =>
        api.MapGroup("/jobs")
            .WithTags("Jobs")
            .MapGet("/", ListAsync)
            .WithSummary("Jobs, last made first; state is waiting, running, failed or done.")
            .RequireAuthorization(Policies.Read);

    private static async Task<Results<Ok<PageWire<JobWire>>, ProblemHttpResult>> ListAsync(
        string? state,
        [AsParameters] PageQuery query,
        Caller caller,
        ReleaseJobs jobs,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var request, out var error))
        {
            return error.ToProblem();
        }

        if (state is not null && !JobStates.All.Contains(state))
        {
            return RequestErrors
                .InvalidParameter.With($"state is one of {string.Join(", ", JobStates.All)}.")
                .ToProblem();
        }

        var page = await jobs.ListAsync(state, request, cancellationToken);
        return TypedResults.Ok(page.ToWire(job => ToWire(job, caller)));
    }

    private static JobWire ToWire(ReleaseJob job, Caller caller) =>
        new(
            job.Last?.Kind ?? ReleaseProgress.Kind,
            job.Release.Product,
            job.Release.Version,
            job.State,
            job.Release.Attempts,
            job.State == JobStates.Waiting ? job.Release.NextAttemptAt : null,
            job.Last?.ToWire(caller, job.Release.Product)
        );

    /// <summary>As much of it as the caller may see.</summary>
    public static AttemptWire ToWire(this JobAttempt attempt, Caller caller, string product) =>
        new(
            attempt.Number,
            attempt.Outcome,
            attempt.StartedAt,
            attempt.EndedAt,
            caller.Kind == CallerKind.Anonymous ? null : attempt.Node,
            [.. attempt.Steps.Select(s => new AttemptStepWire(s.Name, s.At))],
            attempt.ErrorCode,
            attempt.Error,
            caller.May(product, Roles.ReleaseManager) ? attempt.ErrorDetail : null,
            attempt.Trace
        );
}
