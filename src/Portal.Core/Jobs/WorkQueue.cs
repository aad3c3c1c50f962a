namespace Portal.Jobs;

/// <summary>What is due now and not done, what is at work included.</summary>
/// <param name="Length">Rows.</param>
/// <param name="OldestDueAt">Since when the one that waits longest is due; null when there is none, or nobody knows.</param>
public sealed record WorkQueue(long Length, DateTimeOffset? OldestDueAt);
