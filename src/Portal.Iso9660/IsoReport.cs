namespace Portal.Iso9660;

/// <summary>All that <see cref="IsoVerifier.Inspect"/> has to say of an image.</summary>
/// <param name="Findings">Broken rules, in the order in which they were met; an image of ours has none.</param>
/// <param name="Remarks">What the standards or every common reader allow, and yet not all readers show alike.</param>
/// <param name="Omitted">
/// How many more of a rule there are than the <see cref="IsoVerifier.MaxFindingsOfRule"/> that are kept, by its id. Empty for
/// most images.
/// </param>
/// <param name="IsComplete">
/// False when verification ended early, at what cannot be read on. The last finding then says why.
/// </param>
public sealed record IsoReport(
    IReadOnlyList<IsoFinding> Findings,
    IReadOnlyList<IsoFinding> Remarks,
    IReadOnlyDictionary<string, long> Omitted,
    bool IsComplete
);
