using Portal.Jobs;
using Portal.Parts;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>One step on the way of a release, as a page shows it.</summary>
/// <param name="Detail">What it does or did.</param>
/// <param name="Aside">How long it took, or when.</param>
/// <param name="Percent">Of the one at work, where it is known.</param>
public sealed record ReleaseStep(
    string Name,
    Tone Tone,
    string Detail,
    string Aside,
    int? Percent = null
)
{
    private const string NotReached = "not reached";

    /// <summary>The steps in their order; at most one is at work.</summary>
    /// <param name="last">The attempt at work or the last one.</param>
    /// <param name="withNode">The reader sees which machine does it.</param>
    public static IReadOnlyList<ReleaseStep> Of(
        Release release,
        JobAttempt? last,
        DateTimeOffset now,
        bool withNode
    )
    {
        ArgumentNullException.ThrowIfNull(release);
        var freeze = new ReleaseStep(
            "Freeze",
            Tone.Ok,
            $"{Display.Count(release.Components.Count, "component")} locked, each by its digest",
            Display.Minute(release.CreatedAt)
        );
        var isRunning = last?.Outcome == AttemptOutcomes.Running;
        if (!ReleaseStates.IsFinal(release.State) && !isRunning)
        {
            return [freeze, Waiting(release, last, now), .. Ahead(from: 0, Tone.Idle, "")];
        }

        var taken = new ReleaseStep(
            "Wait for a worker",
            Tone.Ok,
            last is null ? "taken"
                : withNode ? $"attempt {last.Number}, taken by {last.Node}"
                : $"attempt {last.Number}",
            last is null ? "" : Display.Duration(last.StartedAt - last.DueAt)
        );
        return [freeze, taken, .. Work(release, last, now)];
    }

    private static ReleaseStep Waiting(Release release, JobAttempt? last, DateTimeOffset now)
    {
        var wait =
            release.NextAttemptAt > now
                ? $"next attempt in {Display.Duration(release.NextAttemptAt - now)}"
                : Display.Duration(now - release.NextAttemptAt);
        return new(
            "Wait for a worker",
            Tone.Run,
            release.Failures > 0 ? $"attempt {release.Attempts} failed: {release.Error}"
                : last?.Outcome == AttemptOutcomes.Interrupted
                    ? "the last attempt was interrupted; this one goes on with what is there"
                : "in the queue",
            wait
        );
    }

    private static IEnumerable<ReleaseStep> Work(
        Release release,
        JobAttempt? last,
        DateTimeOffset now
    )
    {
        var steps = last?.Steps ?? [];
        var entered = Array.FindIndex(
            Names,
            n => n.State == (steps.Count == 0 ? "" : steps[^1].Name)
        );
        var isFailed = release.State == ReleaseStates.Failed;
        var isDone = !isFailed && ReleaseStates.IsFinal(release.State);
        for (var i = 0; i < Names.Length; i++)
        {
            var at = steps.LastOrDefault(s => s.Name == Names[i].State)?.At;
            var end =
                steps.LastOrDefault(s => i + 1 < Names.Length && s.Name == Names[i + 1].State)?.At
                ?? last?.EndedAt;
            var took = at is null ? "" : Display.Duration((end ?? now) - at.Value);
            yield return isDone || i < entered ? new(Names[i].Title, Tone.Ok, Names[i].Does, took)
            : isFailed && i == Math.Max(entered, 0)
                ? new(Names[i].Title, Tone.Bad, release.Error ?? "failed", took)
            : isFailed || i > entered
                ? new(Names[i].Title, Tone.Idle, Names[i].Does, isFailed ? NotReached : "")
            : AtWork(release, i, at ?? now, now);
        }
    }

    private static ReleaseStep AtWork(Release release, int i, DateTimeOffset at, DateTimeOffset now)
    {
        var took = now - at;
        if (release.State != Names[i].State || release.StepTotal == 0 || release.StepDone == 0)
        {
            return new(Names[i].Title, Tone.Run, Names[i].Does, Display.Duration(took));
        }

        var rate = took.TotalSeconds < 0.5 ? 0 : release.StepDone / took.TotalSeconds;
        var left =
            rate == 0
                ? null
                : (TimeSpan?)TimeSpan.FromSeconds((release.StepTotal - release.StepDone) / rate);
        return new(
            Names[i].Title,
            Tone.Run,
            $"{Display.Size(release.StepDone)} of {Display.Size(release.StepTotal)} read, hashed and signed"
                + (rate == 0 ? "" : $", {Display.Size((long)rate)}/s"),
            Display.Duration(took)
                + (left is null ? "" : $", about {Display.Duration(left.Value)} left"),
            (int)(100 * release.StepDone / release.StepTotal)
        );
    }

    private static IEnumerable<ReleaseStep> Ahead(int from, Tone tone, string aside) =>
        Names.Skip(from).Select(n => new ReleaseStep(n.Title, tone, n.Does, aside));

    /// <summary>What an attempt goes through; the last has no state of its own: it is the moment of becoming ready.</summary>
    private static readonly (string State, string Title, string Does)[] Names =
    [
        (
            ReleaseStates.Signing,
            "Sign the contents",
            "the sums of all files on the disc, by the key in the lock"
        ),
        (
            ReleaseStates.Assembling,
            "Assemble",
            "every byte of the image is read, checked, hashed and signed by OpenPGP"
        ),
        (ReleaseStates.Ready, "Publish", "downloads, checksums and signatures"),
    ];
}
