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

    /// <summary>How long the stream is silent at most: proxies cut what says nothing, and the page takes it for broken.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(10);

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
        var releases = watch.FollowAsync(id, seen, Pace, stop.Token).GetAsyncEnumerator(stop.Token);
        Task<bool>? next = null;
        try
        {
            while (true)
            {
                next = ReleaseEventEndpoint.MoveNextAsync(releases);
                while (
                    !stop.IsCancellationRequested
                    && await Task.WhenAny(next, Task.Delay(Beat, clock, stop.Token)) != next
                )
                {
                    yield return new("", Opened);
                }

                if (!await next)
                {
                    yield break;
                }

                var release = releases.Current;
                var eventId = release.Revision.ToString(CultureInfo.InvariantCulture);
                if (ReleaseStates.IsFinal(release.State))
                {
                    yield return new(release.State, ReleaseProgressEndpoint.Done)
                    {
                        EventId = eventId,
                    };
                    yield break;
                }

                yield return new(await HtmlAsync(release)) { EventId = eventId };
            }
        }
        finally
        {
            // Whoever leaves while the next state is waited for: it ends first, since a running iterator cannot be disposed.
            await stop.CancelAsync();
            if (next is not null)
            {
                await next;
            }

            await releases.DisposeAsync();
        }

        async Task<string> HtmlAsync(Release release)
        {
            var tried = await attempts.ListAsync(id, 1, CancellationToken.None);
            var steps = ReleaseStep.Of(
                release,
                tried.Count == 0 ? null : tried[0],
                clock.GetUtcNow(),
                isSignedIn
            );
            var html = await RenderAsync<ProgressSteps>(
                scope.ServiceProvider,
                new() { [nameof(ProgressSteps.Steps)] = steps }
            );
            // Read out when the step changes, and not with each percent.
            if (ProgressSteps.Say(steps) is var text && text != said)
            {
                var state = await RenderAsync<ReleaseStateBadge>(
                    scope.ServiceProvider,
                    new()
                    {
                        [nameof(ReleaseStateBadge.State)] = release.State,
                        [nameof(ReleaseStateBadge.Pill)] = true,
                    }
                );
                html +=
                    Beside(ReleaseProgressEndpoint.Said, text)
                    + Beside(ReleaseProgressEndpoint.State, state);
                said = text;
            }

            return html;
        }
    }

    /// <summary>What is changed elsewhere in the page.</summary>
    private static string Beside(string id, string html) =>
        $"<span id=\"{id}\" hx-swap-oob=\"innerHTML\">{html}</span>";

    private async Task<string> RenderAsync<TComponent>(
        IServiceProvider services,
        Dictionary<string, object?> parameters
    )
        where TComponent : IComponent
    {
        // A renderer keeps what it has rendered, so each part gets its own.
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (
                await renderer.RenderComponentAsync<TComponent>(
                    ParameterView.FromDictionary(parameters)
                )
            ).ToHtmlString()
        );
    }
}
