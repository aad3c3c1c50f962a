namespace Portal.Protocol.Projects;

/// <summary>Asks for a project: <c>POST /api/v1/project-requests</c>.</summary>
/// <param name="Reason">Why, 1-2000 characters.</param>
public sealed record ProjectRequestCreateWire(string Name, string Title, string Reason);

/// <param name="State"><c>open</c>, <c>approved</c>, <c>declined</c> or <c>withdrawn</c>.</param>
/// <param name="Answer">Why it was declined.</param>
public sealed record ProjectRequestWire(
    Guid Id,
    string Name,
    string Title,
    string Reason,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    string State,
    string? AnsweredBy,
    DateTimeOffset? AnsweredAt,
    string? Answer
);

/// <summary><c>POST /api/v1/project-requests/{id}/decline</c></summary>
public sealed record DeclineWire(string Reason);
