namespace Portal.Iso9660;

/// <summary>One broken rule of a standard, or one thing that readers show differently.</summary>
/// <param name="Rule">Stable id, such as <c>iso.path-table.differ</c>; <see cref="IsoRules"/> lists them.</param>
/// <param name="Sector">Where, in sectors of 2048 bytes.</param>
/// <param name="Offset">Byte within the sector.</param>
/// <param name="Clause">The standard's own: ECMA-119, Joliet, SUSP or RRIP and its number.</param>
/// <param name="Message">For people.</param>
public sealed record IsoFinding(string Rule, long Sector, int Offset, string Clause, string Message)
{
    /// <summary>What readers will do with it.</summary>
    public string Readers =>
        (
            IsoRules.Find(IsoRuleKind.Verify, Rule)
            ?? IsoRules.Find(IsoRuleKind.Portability, Rule)
            ?? IsoRules.Find(IsoRuleKind.Read, Rule)
        )?.Readers
        ?? "";
}
