using System.Collections.Concurrent;

namespace Portal.Releases;

/// <summary>
/// Wakes those on this node who watch a release when it changes here. Changes made by other nodes are seen by the
/// watcher's own poll.
/// </summary>
public sealed class ReleaseSignal
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _waiting = new();

    public void Changed(Guid release)
    {
        if (_waiting.TryRemove(release, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>Completes at the next change. Take it before reading the row, or a change between the two is missed.</summary>
    public Task NextAsync(Guid release) =>
        _waiting
            .GetOrAdd(release, _ => new(TaskCreationOptions.RunContinuationsAsynchronously))
            .Task;
}
