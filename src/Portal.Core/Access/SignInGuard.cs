using System.Collections.Concurrent;

namespace Portal.Access;

/// <summary>
/// Slows guessing down without locking anybody out for good. Two counts, neither of which asks whether the account exists:
/// <list type="bullet">
/// <item>a name from one site: 5 tries, then a wait of 30 s that doubles up to 15 minutes;</item>
/// <item>a name from anywhere: 20 failures an hour, then only sites go on from which it was signed in to before.</item>
/// </list>
/// Tries during a wait are not counted, so nobody prolongs another's. Kept in memory: each node counts for itself, and an
/// answer to a stranger writes nothing to the database.
/// </summary>
public sealed class SignInGuard(TimeProvider clock)
{
    internal const int FreeTries = 5;
    internal const int FailuresPerHour = 20;
    internal static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private const int Capacity = 20_000;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Name, string Site), Tries> _tries = new();

    internal int Count => _tries.Count;

    /// <summary>How long this site has to wait before the next try at this name; null: not at all.</summary>
    internal TimeSpan? WaitOf(string name, string site) =>
        _tries.TryGetValue((name, site), out var tries) && tries.Until > clock.GetUtcNow()
            ? tries.Until - clock.GetUtcNow()
            : null;

    /// <summary>True when the name is being guessed at from many places: then only known sites go on.</summary>
    internal bool IsBeset(string name) =>
        _tries.TryGetValue((name, ""), out var all)
        && all.Last > clock.GetUtcNow() - Memory
        && all.Count >= FailuresPerHour;

    /// <summary>How long until a beset name is open to every site again.</summary>
    internal TimeSpan BesetFor(string name) =>
        _tries.TryGetValue((name, ""), out var all) && all.Until > clock.GetUtcNow()
            ? all.Until - clock.GetUtcNow()
            : TimeSpan.Zero;

    internal void Failed(string name, string site)
    {
        var now = clock.GetUtcNow();
        if (_tries.Count >= Capacity)
        {
            Forget(now);
        }

        _tries.AddOrUpdate(
            (name, site),
            _ => new Tries(1, now, now, now),
            (_, old) =>
            {
                var count = old.Last > now - Memory ? old.Count + 1 : 1;
                return new Tries(count, now, now, now + WaitAfter(count));
            }
        );
        // The hour of the name begins with its first failure and is not prolonged by later ones.
        _tries.AddOrUpdate(
            (name, ""),
            _ => new Tries(1, now, now, now + Memory),
            (_, old) =>
                old.First > now - Memory
                    ? old with
                    {
                        Count = old.Count + 1,
                        Last = now,
                    }
                    : new Tries(1, now, now, now + Memory)
        );
    }

    /// <summary>The site has shown that it knows: its own failures are forgiven, those from elsewhere are not.</summary>
    internal void Succeeded(string name, string site) => _tries.TryRemove((name, site), out _);

    private static TimeSpan WaitAfter(int count)
    {
        if (count < FreeTries)
        {
            return TimeSpan.Zero;
        }

        var doublings = Math.Min(count - FreeTries, 10);
        var wait = FirstWait * (1 << doublings);
        return wait < LongestWait ? wait : LongestWait;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, tries) in _tries)
        {
            if (tries.Last <= now - Memory)
            {
                _tries.TryRemove(key, out _);
            }
        }

        if (_tries.Count < Capacity)
        {
            return;
        }

        // A flood of names: the oldest half goes, which costs the flood as much as anybody.
        foreach (var (key, _) in _tries.OrderBy(t => t.Value.Last).Take(Capacity / 2).ToList())
        {
            _tries.TryRemove(key, out _);
        }
    }

    private sealed record Tries(
        int Count,
        DateTimeOffset First,
        DateTimeOffset Last,
        DateTimeOffset Until
    );
}
