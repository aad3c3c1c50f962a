using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>
/// The order in which roles are asked for one path (5.6.7): depth first, in the order of trust, each role once, and nobody
/// else after a terminating delegation. Pure: who drives it loads the roles.
/// </summary>
public sealed class DelegationWalk
{
    private readonly string _path;
    private readonly int _limit;
    private readonly Stack<Step> _open = new();
    private readonly HashSet<string> _visited = new(StringComparer.Ordinal);

    /// <param name="path">The target that is looked for.</param>
    /// <param name="limit">Delegated roles that are visited at most, the top level not counted.</param>
    public DelegationWalk(string path, int limit)
    {
        _path = path;
        _limit = limit;
        _open.Push(new Step(RoleName.Targets, RoleName.Root, RoleName.Root));
    }

    /// <summary>A role to be loaded, on whose word, and on whose word that one was.</summary>
    public readonly record struct Step(string Role, string Delegator, string DelegatorsDelegator);

    /// <summary>The next role to look into; null when nobody is left, and the target is nowhere.</summary>
    /// <exception cref="TufException"><see cref="TufFault.TooManyDelegations"/>.</exception>
    public Step? Next()
    {
        while (_open.TryPop(out var step))
        {
            // A role that was seen, as in a cycle, has nothing new to say.
            if (_visited.Contains(step.Role))
            {
                continue;
            }

            return _visited.Count <= _limit
                ? step
                : throw new TufException(
                    TufFault.TooManyDelegations,
                    $"More than {_limit} delegated roles were asked for '{StrictJson.Shown(_path)}'."
                );
        }

        return null;
    }

    /// <summary>Takes in what the role of the last step says; the target, where it is the role's own.</summary>
    public TargetFile? Visit(Step step, Targets targets)
    {
        if (targets.Files.TryGetValue(_path, out var file))
        {
            return file;
        }

        _visited.Add(step.Role);
        var children = new List<Step>();
        foreach (var role in targets.Delegations?.Roles ?? [])
        {
            if (role.Covers(_path))
            {
                children.Add(new Step(role.Name, step.Role, step.Delegator));
                if (role.Terminating)
                {
                    _open.Clear();
                    break;
                }
            }
        }

        children.Reverse();
        foreach (var child in children)
        {
            _open.Push(child);
        }

        return null;
    }
}
