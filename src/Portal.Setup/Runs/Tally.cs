using System.Collections.Generic;
using Portal.Setup.Disc;

namespace Portal.Setup.Runs;

/// <summary>What a run has come to so far, and its exit code.</summary>
internal sealed class Tally
{
    private readonly HashSet<string> _broken = [];
    private readonly HashSet<string> _unwanted = [];
    private int _done;
    private int _asItShouldBe;
    private int _forbidden;
    private int _failure;

    public bool IsRebootNeeded { get; private set; }

    /// <summary>Something was done, or is as it should be.</summary>
    public bool IsInPlace => _done + _asItShouldBe > 0;

    public void Count(PlannedComponent component, Outcome outcome)
    {
        if (outcome.Failure != 0)
        {
            _broken.Add(component.Name);
            _failure =
                _failure == 0 || _failure == outcome.Failure ? outcome.Failure : ExitCode.Failed;
        }
        else if (outcome.Status == "blocked")
        {
            _unwanted.Add(component.Name);
            _forbidden++;
        }
        else if (outcome.IsChange)
        {
            _done++;
            if (NeedsReboot(component, outcome))
            {
                IsRebootNeeded = true;
                outcome.NeedsReboot();
            }
        }
        else if (outcome.IsAsItShouldBe)
        {
            _asItShouldBe++;
        }
    }

    /// <summary>What it requires failed, or is not wanted by the owner; null: it may go on.</summary>
    public Outcome? Hindrance(PlannedComponent component)
    {
        foreach (var required in component.Requires)
        {
            if (_unwanted.Contains(required))
            {
                return Outcome.Forbidden("requires " + required);
            }

            if (_broken.Contains(required))
            {
                return Outcome.Blocked("requires " + required);
            }
        }

        return null;
    }

    public bool IsBroken(string name) => _broken.Contains(name) || _unwanted.Contains(name);

    public int ExitOfChange =>
        _failure != 0
            ? IsInPlace
                ? ExitCode.Partial
                : _failure
            : IsRebootNeeded
                ? ExitCode.Reboot
                : _done != 0
                    ? ExitCode.Ok
                    : _asItShouldBe != 0
                        ? ExitCode.Current
                        : _forbidden != 0
                            ? ExitCode.Policy
                            : ExitCode.Unsupported;

    /// <summary>To tell is to succeed, unless it could not be told.</summary>
    public int ExitOfTelling => _failure;

    private static bool NeedsReboot(PlannedComponent component, Outcome outcome) =>
        !outcome.Status.StartsWith("would-", System.StringComparison.Ordinal)
        && (component.Entry?.Reboot ?? "asked") switch
        {
            "always" => true,
            "never" => false,
            _ => outcome.AsksReboot,
        };
}
