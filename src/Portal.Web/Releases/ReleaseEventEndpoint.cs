using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Protocol.Releases;
using Portal.Shell;

namespace Portal.Releases;

/// <summary>A release's progress as server-sent events; each one's data is the release as <c>GET</c> gives it.</summary>
internal static class ReleaseEventEndpoint
{
    public static void MapReleaseEvents(this IEndpointRouteBuilder releases) =>
        releases
            .MapGet("/{version}/events", FollowAsync)
            .RequireAuthorization(Policies.Read)
            .WithSummary("Streams the release until its state is final (server-sent events).");

    private static async Task<
        Results<ServerSentEventsResult<ReleaseWire>, ProblemHttpResult>
    > FollowAsync(
        string product,
        string version,
        HttpContext context,
        ReleaseService releases,
        ReleaseWatch watch,
        ReleaseWires wires,
        IHostApplicationLifetime lifetime
    )
    {
        var release = await releases.FindAsync(product, version, context.RequestAborted);
        if (release is null)
        {
            return ReleaseEndpoints.NoSuch(product, version).ToProblem();
        }

        // nginx would hold events back until its buffer is full.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        var seen = long.TryParse(context.Request.Headers["Last-Event-ID"], out var last)
            ? last
            : -1;
        return TypedResults.ServerSentEvents(
            EventsAsync(release.Id, seen, watch, wires, lifetime, context.RequestAborted)
        );
    }

    private static async IAsyncEnumerable<SseItem<ReleaseWire>> EventsAsync(
        Guid id,
        long seen,
        ReleaseWatch watch,
        ReleaseWires wires,
        IHostApplicationLifetime lifetime,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // A stream that nobody ends would hold up the portal's own end.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            lifetime.ApplicationStopping
        );
        var releases = watch
            .FollowAsync(id, seen, ReleaseWatch.Pace, stop.Token)
            .GetAsyncEnumerator(stop.Token);
        await using (releases)
        {
            while (await MoveNextAsync(releases))
            {
                var release = releases.Current;
                yield return new(await wires.OfAsync(release, CancellationToken.None))
                {
                    EventId = release.Revision.ToString(),
                };
            }
        }
    }

    internal static async Task<bool> MoveNextAsync(IAsyncEnumerator<Release> releases)
    {
        try
        {
            return await releases.MoveNextAsync();
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or the portal stops: the client connects again with Last-Event-ID.
            return false;
        }
    }
}
