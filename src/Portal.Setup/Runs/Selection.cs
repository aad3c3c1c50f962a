using System.Collections.Generic;
using Portal.Setup.Disc;

namespace Portal.Setup.Runs;

/// <summary>Which components a run is about.</summary>
internal sealed class Selection
{
    private readonly HashSet<string>? _told;
    private readonly HashSet<string>? _wanted;

    private Selection(HashSet<string>? told, HashSet<string>? wanted)
    {
        _told = told;
        _wanted = wanted;
    }

    /// <summary>It is told of.</summary>
    public bool Tells(string name) => _told == null || _told.Contains(name);

    /// <summary>It is to be put in place; what is told of and not wanted is absent.</summary>
    public bool Wants(string name) => _wanted == null || _wanted.Contains(name);

    /// <summary>These, or all.</summary>
    /// <exception cref="SetupException">One of them is not on the disc.</exception>
    public static Selection Of(InstallPlan plan, List<string> only)
    {
        foreach (var name in only)
        {
            if (plan.Find(name) == null)
            {
                throw new SetupException(
                    ExitCode.Usage,
                    "there is no component '" + name + "' on this disc; see: setup.exe list"
                );
            }
        }

        return new Selection(only.Count == 0 ? null : new HashSet<string>(only), null);
    }

    /// <summary>These and what they require; null: all.</summary>
    public Selection WithRequirements(InstallPlan plan, ICollection<string>? wanted)
    {
        if (wanted == null && _told == null)
        {
            return this;
        }

        var all = new HashSet<string>(wanted ?? _told!);
        var waiting = new Queue<string>(all);
        while (waiting.Count > 0)
        {
            foreach (var required in plan.Find(waiting.Dequeue())?.Requires ?? [])
            {
                if (plan.Find(required) != null && all.Add(required))
                {
                    waiting.Enqueue(required);
                }
            }
        }

        HashSet<string>? told = null;
        if (_told != null)
        {
            told = [.. _told];
            told.UnionWith(all);
        }

        return new Selection(told, all);
    }
}
