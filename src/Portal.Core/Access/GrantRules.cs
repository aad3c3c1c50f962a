using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Access;

namespace Portal.Access;

/// <summary>Who may hand on what.</summary>
internal static class GrantRules
{
    /// <summary>The roles that the holder of a role may give for the same scope. The administrator gives any.</summary>
    private static readonly Dictionary<string, string[]> Gives = new(StringComparer.Ordinal)
    {
        [Roles.ProjectMaintainer] = [Roles.ProjectMaintainer, Roles.ProjectUploader],
        [Roles.ReleaseManager] = [Roles.ReleaseManager],
        [Roles.DistroMaintainer] = [Roles.DistroMaintainer],
    };

    /// <summary>Roles without whose last holder only an administrator could manage the scope.</summary>
    public static bool Manages(string role) => Gives.ContainsKey(role);

    public static bool MayGive(this Caller caller, Grant grant) =>
        caller.IsAdministrator || caller.Giveable().Contains(grant);

    /// <summary>Every grant that the caller may give; an administrator's are not listed.</summary>
    public static HashSet<Grant> Giveable(this Caller caller) =>
        [
            .. caller
                .Grants.Where(g => Gives.ContainsKey(g.Role))
                .SelectMany(g => Gives[g.Role].Select(role => new Grant(role, g.Scope))),
        ];

    /// <summary>True for the caller's own grants and, for an administrator, for every one.</summary>
    public static bool Carries(this Caller caller, Grant grant) =>
        caller.IsAdministrator || caller.Grants.Contains(grant);

    /// <summary>A robot is managed by whoever may give every grant it holds; one that holds none, by administrators.</summary>
    public static bool Manages(this Caller caller, Robot robot) =>
        caller.IsAdministrator
        || (robot.Held.Count > 0 && robot.Held.TrueForAll(h => caller.MayGive(h.Grant)));

    /// <summary>The error of grants that name no role, or lack or have a scope against their role's nature.</summary>
    public static Error? Check(IReadOnlyCollection<Grant> grants)
    {
        foreach (var grant in grants)
        {
            if (!Roles.All.Contains(grant.Role))
            {
                return AccessErrors.NoSuchRole.With(
                    $"'{grant.Role}' is none of {string.Join(", ", Roles.All)}."
                );
            }

            var scoped = grant.Role != Roles.Administrator;
            if (scoped != Names.IsName(grant.Scope) || (!scoped && grant.Scope is not null))
            {
                return AccessErrors.InvalidScope.With(
                    scoped
                        ? $"{grant.Role} needs a scope that is a name, not '{grant.Scope}'."
                        : $"{grant.Role} has no scope."
                );
            }
        }

        return grants.Distinct().Count() == grants.Count
            ? null
            : AccessErrors.InvalidScope.With("A grant is named twice.");
    }
}

/// <summary>What forms offer.</summary>
public static class GrantOffers
{
    /// <summary>Every grant that the caller may give, by scope and role; an administrator gives any and gets none listed.</summary>
    public static IReadOnlyList<Grant> MayGiveAway(this Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return
        [
            .. caller
                .Giveable()
                .OrderBy(g => g.Scope, StringComparer.Ordinal)
                .ThenByDescending(g => g.Role, StringComparer.Ordinal),
        ];
    }
}
