using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Portal.Jobs;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>Renders what the stream sends.</summary>
internal sealed class ReleaseProgressStream(
    ReleaseWatch watch,
    JobAttempts attempts,
    IServiceScopeFactory scopes,
    ILoggerFactory logs,
    IHostApplicationLifetime lifetime,
    TimeProvider clock
)
{
    /// <summary>At most two updates a second: more is flicker.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>An event that says nothing but that the stream is open.</summary>
    public const string Opened = "open";

    public async IAsyncEnumerable<SseItem<string>> FollowAsync(
        Guid id,
        long seen,
        bool isSignedIn,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // A stream that nobody ends would hold up the portal's own end.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            lifetime.ApplicationStopping
        );
        // The answer's head leaves with the first event, and whoever waits for it gives up after a while.
        yield return new("", Opened);
        await using var scope = scopes.CreateAsyncScope();
        string? said = null;
        await using var releases = watch
            .FollowAsync(id, seen, Pace, stop.Token)
            .GetAsyncEnumerator(stop.Token);
        while (await ReleaseEventEndpoint.MoveNextAsync(releases))
        {
            var release = releases.Current;
            var eventId = release.Revision.ToString(CultureInfo.InvariantCulture);
            if (ReleaseStates.IsFinal(release.State))
            {
                yield return new(release.State, ReleaseProgressEndpoint.Done) { EventId = eventId };
                yield break;
            }

            var tried = await attempts.ListAsync(id, 1, CancellationToken.None);
            var steps = ReleaseStep.Of(
                release,
                tried.Count == 0 ? null : tried[0],
                clock.GetUtcNow(),
                isSignedIn
            );
            var html = await RenderAsync(scope.ServiceProvider, steps);
            // Read out when the step changes, and not with each percent.
            if (ProgressSteps.Say(steps) is var text && text != said)
            {
                html +=
                    $"<span id=\"{ReleaseProgressEndpoint.Said}\" hx-swap-oob=\"innerHTML\">{text}</span>";
                said = text;
            }

            yield return new(html) { EventId = eventId };
        }
    }

    private async Task<string> RenderAsync(
        IServiceProvider services,
        IReadOnlyList<ReleaseStep> steps
    )
    {
        // A renderer keeps what it has rendered, so each list gets its own.
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(
                new Dictionary<string, object?> { [nameof(ProgressSteps.Steps)] = steps }
            );
            var root = await renderer.RenderComponentAsync<ProgressSteps>(parameters);
            return root.ToHtmlString();
        });
    }
}
