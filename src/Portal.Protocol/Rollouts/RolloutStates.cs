namespace Portal.Protocol.Rollouts;

/// <summary>The states of a rollout.</summary>
public static class RolloutStates
{
    /// <summary>The share of hosts that <c>percent</c> says takes the release.</summary>
    public const string Running = "running";

    /// <summary>Nobody takes it up for now; nothing is known against it.</summary>
    public const string Paused = "paused";

    /// <summary>Nobody takes it up: something is wrong with it, or may be.</summary>
    public const string Halted = "halted";

    /// <summary>Hosts that have it go back to <c>previous</c>.</summary>
    public const string RolledBack = "rolled-back";

    public static readonly IReadOnlyList<string> All = [Running, Paused, Halted, RolledBack];
}
