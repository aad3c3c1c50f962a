namespace Portal.Protocol.Problems;

/// <summary>An RFC 9457 problem document as the portal answers it, <c>application/problem+json</c>.</summary>
/// <param name="Type">URL of the code's explanation, relative to the portal: <c>/errors#release.version-taken</c>.</param>
/// <param name="Title">The rule in a few words; the same for every occurrence of the code.</param>
/// <param name="Status">The HTTP status, repeated.</param>
/// <param name="Detail">What happened this time, one sentence that names the value.</param>
/// <param name="Code">Stable machine-readable code; docs/errors.md lists them all.</param>
/// <param name="TraceId">Finds the request in the portal's log.</param>
/// <param name="Findings">Every finding at once, for inputs that can have many; otherwise null.</param>
public sealed record ProblemWire(
    string? Type,
    string? Title,
    int Status,
    string? Detail,
    string? Code,
    string? TraceId = null,
    IReadOnlyList<Finding>? Findings = null
);
