namespace Portal.Iso9660;

/// <summary>Where a rule is applied.</summary>
public enum IsoRuleKind
{
    /// <summary>To trees, profiles and contents: <see cref="IsoException"/> and <see cref="IsoRemark"/>.</summary>
    Plan,

    /// <summary>To images that are opened: <see cref="IsoFormatException"/>.</summary>
    Read,

    /// <summary>To images that are verified: <see cref="IsoReport.Findings"/>.</summary>
    Verify,

    /// <summary>To images that are verified: <see cref="IsoReport.Remarks"/>, allowed and yet not shown alike everywhere.</summary>
    Portability,
}

/// <summary>One rule of the catalogue.</summary>
/// <param name="Kind">Where it is applied; an id is unique within its kind.</param>
/// <param name="Id">Stable, such as <c>iso.path-table.differ</c>.</param>
/// <param name="Clause">Of ECMA-119, Joliet, SUSP or RRIP; or which reader the limit comes from.</param>
/// <param name="Sentence">What must hold.</param>
/// <param name="Readers">What readers do when it does not.</param>
public sealed record IsoRule(
    IsoRuleKind Kind,
    string Id,
    string Clause,
    string Sentence,
    string Readers
);
