using System.Collections.Frozen;
using Portal.Iso9660.Rules;

namespace Portal.Iso9660;

/// <summary>Every rule that planner, reader and verifier apply, as data; docs/iso9660.md is made from it.</summary>
public static class IsoRules
{
    private static readonly FrozenDictionary<(IsoRuleKind, string), IsoRule> ById;

    static IsoRules()
    {
        All =
        [
            .. RuleTable.Parse(IsoRuleKind.Plan, PlanRules.Table),
            .. RuleTable.Parse(IsoRuleKind.Read, ReadRules.Table),
            .. RuleTable.Parse(IsoRuleKind.Verify, VerifyRules.Table),
            .. RuleTable.Parse(IsoRuleKind.Portability, PortabilityRules.Table),
        ];
        ById = All.ToFrozenDictionary(rule => (rule.Kind, rule.Id));
    }

    /// <summary>By kind, then in the order in which an image is laid out.</summary>
    public static IReadOnlyList<IsoRule> All { get; }

    /// <summary>Null when there is no such rule.</summary>
    public static IsoRule? Find(IsoRuleKind kind, string id) => ById.GetValueOrDefault((kind, id));
}
