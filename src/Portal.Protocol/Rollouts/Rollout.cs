namespace Portal.Protocol.Rollouts;

/// <summary>
/// How far a release is let out: the file <c>rollout/stable/guest-tools.json</c> of the update repository. It can hold back, or
/// send to the pointer's previous release, and can name no image of its own.
/// </summary>
/// <param name="Sha256">The image that it speaks of; about any other image it says nothing.</param>
/// <param name="Percent">Of hosts, 0 to 100.</param>
/// <param name="State">One of <see cref="RolloutStates"/>. Any other word holds back.</param>
/// <param name="Reason">For people: why it is paused, halted or rolled back.</param>
public sealed record Rollout(Digest Sha256, int Percent, string State, string? Reason = null);
