namespace Portal.Protocol.Jobs;

/// <param name="Kind">Such as <c>assemble</c>.</param>
/// <param name="Product">Of the release whose job it is.</param>
/// <param name="State">One of <see cref="JobStates"/>.</param>
/// <param name="Attempts">How often it was begun since it was last queued.</param>
/// <param name="NextAttemptAt">Not before this time; null when nothing is to be done.</param>
/// <param name="Last">The attempt at work or the last one.</param>
public sealed record JobWire(
    string Kind,
    string Product,
    string Version,
    string State,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    AttemptWire? Last
);

/// <param name="Number">From 1, over the whole life of the release.</param>
/// <param name="Outcome"><c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>interrupted</c>.</param>
/// <param name="Node">The machine; for those who are signed in.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Detail">The same with paths of the portal; for its administrators and the product's release managers.</param>
/// <param name="Trace">Under which the portal's log has it.</param>
public sealed record AttemptWire(
    int Number,
    string Outcome,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string? Node,
    IReadOnlyList<AttemptStepWire> Steps,
    string? ErrorCode,
    string? Error,
    string? Detail,
    string Trace
);

/// <param name="At">When it was entered.</param>
public sealed record AttemptStepWire(string Name, DateTimeOffset At);

/// <summary><c>GET .../releases/{version}/attempts</c></summary>
/// <param name="Items">Last begun first, at most 100.</param>
public sealed record AttemptsWire(IReadOnlyList<AttemptWire> Items);
