namespace Portal.Iso9660;

/// <summary>All that <see cref="IsoVerifier.Inspect"/> has to say of an image.</summary>
/// <param name="Findings">Broken rules, in the order in which they were met; an image of ours has none.</param>
/// <param name="Remarks">What the standards or every common reader allow, and yet not all readers show alike.</param>
/// <param name="IsComplete">
/// False when verification ended early: more than <see cref="IsoVerifier.MaxFindings"/> findings or remarks, or an image
/// that cannot be read on. Findings then say why.
/// </param>
public sealed record IsoReport(
    IReadOnlyList<IsoFinding> Findings,
    IReadOnlyList<IsoFinding> Remarks,
    bool IsComplete
);
