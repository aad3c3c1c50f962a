using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Problems;
using Portal.Protocol.Hosts;
using Portal.Shell;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Portal.Hosts;

/// <summary>
/// Hosts enrol by a fleet token and report by their own key: nobody is signed in, and each answer that a credential is no good
/// counts for its address as a failed sign-in does.
/// </summary>
internal static class HostEndpoints
{
    private const int DefaultDays = 84;

    public static void MapHosts(this IEndpointRouteBuilder api)
    {
        var hosts = api.MapGroup("").WithTags("Hosts");
        hosts
            .MapPost("/hosts/enroll", EnrollAsync)
            .Accepts<EnrollWire>("application/json")
            .WithSummary("Turns a fleet token into the key of one host, which has signed the body.")
            .WithMetadata(new RequestSizeLimitAttribute(SignedBody.MaximumLength))
            .RequireAuthorization(Policies.Read);
        hosts
            .MapPost("/reports", ReportAsync)
            .Accepts<ReportWire>("application/json")
            .WithSummary(
                "Takes what a host says of itself, signed by its key; the same again is taken once."
            )
            .WithMetadata(new RequestSizeLimitAttribute(SignedBody.MaximumLength))
            .RequireAuthorization(Policies.Read);
        hosts
            .MapGet("/products/{product}/hosts", CountAsync)
            .WithSummary("How many hosts hold what, now and day by day; never a single one.")
            .RequireAuthorization(Policies.Authenticated);
    }

    private static async Task<
        Results<Created<EnrolledWire>, Ok<EnrolledWire>, ProblemHttpResult>
    > EnrollAsync(
        [FromHeader(Name = HostSignature.SignatureHeader)] string? signature,
        HttpContext context,
        HostEnrollment enrollment,
        FailedSignIns failures,
        IOptions<JsonOptions> json
    )
    {
        if (failures.IsBlocked(context))
        {
            return Refuse(RequestErrors.TooMany, context, failures);
        }

        var body = await SignedBody.ReadAsync(context.Request);
        var wire = SignedBody.Parse<EnrollWire>(body, json);
        var result = await enrollment.EnrollAsync(wire, body, signature, context.RequestAborted);
        if (!result.TryGet(out var enrolled, out var error))
        {
            return Refuse(error, context, failures);
        }

        var host = enrolled.Host;
        var answer = new EnrolledWire(host.Id, host.Product, host.Distro, host.EnrolledAt);
        return enrolled.IsNew
            ? TypedResults.Created((string?)null, answer)
            : TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<ReportTakenWire>, ProblemHttpResult>> ReportAsync(
        [FromHeader(Name = HostSignature.HostHeader)] string? id,
        [FromHeader(Name = HostSignature.SignatureHeader)] string? signature,
        HttpContext context,
        HostReports reports,
        FailedSignIns failures,
        IOptions<JsonOptions> json
    )
    {
        if (failures.IsBlocked(context))
        {
            return Refuse(RequestErrors.TooMany, context, failures);
        }

        if (id is null || signature is null)
        {
            return RequestErrors
                .InvalidParameter.With(
                    $"A report names its host in {HostSignature.HostHeader}, and is signed in {HostSignature.SignatureHeader}."
                )
                .ToProblem();
        }

        var body = await SignedBody.ReadAsync(context.Request);
        var known = await reports.AuthenticateAsync(id, body, signature, context.RequestAborted);
        if (!known.TryGet(out var host, out var error))
        {
            return Refuse(error, context, failures);
        }

        var report = SignedBody.Parse<ReportWire>(body, json);
        var taken = await reports.TakeAsync(host, report, context.RequestAborted);
        return taken.TryGet(out var isNew, out error)
            ? TypedResults.Ok(new ReportTakenWire(report.Id, isNew))
            : error.ToProblem();
    }

    private static async Task<Results<Ok<HostCountsWire>, ProblemHttpResult>> CountAsync(
        string product,
        string? channel,
        int? days,
        Caller caller,
        HostOverview overview,
        CancellationToken cancellationToken
    )
    {
        var wanted = days ?? DefaultDays;
        if (wanted is < 1 or > HostOverview.MostDays)
        {
            return RequestErrors
                .InvalidParameter.With(
                    $"days is {wanted}; it goes from 1 to {HostOverview.MostDays}."
                )
                .ToProblem();
        }

        var result = await overview.CountAsync(caller, product, channel, wanted, cancellationToken);
        return result.TryGet(out var counts, out var error)
            ? TypedResults.Ok(counts)
            : error.ToProblem();
    }

    private static ProblemHttpResult Refuse(
        Error error,
        HttpContext context,
        FailedSignIns failures
    )
    {
        if (error.Kind == ErrorKind.TooManyRequests)
        {
            context.Response.Headers.RetryAfter = FailedSignIns.RetryAfter;
        }
        else if (error.Kind == ErrorKind.Unauthenticated)
        {
            failures.Count(context);
        }

        return error.ToProblem();
    }
}
