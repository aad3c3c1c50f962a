using System;
using System.Collections.Generic;
using System.IO;
using Portal.Setup.Disc;
using Portal.Setup.Documents;
using Portal.Setup.Guests;
using Portal.Setup.Kinds;
using Portal.Setup.Machines;
using Portal.Setup.Network;

namespace Portal.Setup.Runs;

/// <summary>One run over the components of the disc.</summary>
internal sealed partial class SetupRun(
    Machine machine,
    CommandLine line,
    DiscFolder disc,
    GuestFacts guest,
    Screen screen,
    ResultDocument result
)
{
    private readonly Tally _tally = new();
    private readonly AdapterKeeper _adapters = new(machine);
    private readonly HashSet<string> _held = [];
    private InstallPlan _plan = null!;
    private StateFile _state = null!;
    private GuestPolicy _policy = null!;

    private string Verb => line.Verb!;

    /// <summary>Goes through them and gives the exit code.</summary>
    /// <exception cref="SetupException">Something ends it before its components.</exception>
    public int Run()
    {
        var sums = DiscSums.Read(disc);
        _plan = InstallPlan.Read(disc, sums, guest);
        result.Plan = _plan;
        _state = StateFile.Read(Path.Combine(machine.DataFolder, "state.json"));
        // Read to tell, and asked before anything is changed.
        _policy =
            Verb == "status"
                ? GuestPolicy.Read("")
                : GuestPolicy.Read(Path.Combine(machine.DataFolder, GuestPolicy.FileName));
        var selection = Selection.Of(_plan, line.Only);
        if (Verb == "list")
        {
            screen.Line(
                "This guest: windows "
                    + guest.Version
                    + " "
                    + guest.Edition
                    + " "
                    + guest.Architecture
            );
            Each(_plan.Components, selection, List);
            return ExitCode.Ok;
        }

        Check(sums, selection);
        if (Verb == "status")
        {
            Each(_plan.Components, selection, Status);
            return _tally.ExitOfTelling;
        }

        if (_policy.DeniesAll)
        {
            throw new SetupException(
                ExitCode.Policy,
                GuestPolicy.FileName + " says that nothing is to be changed here"
            );
        }

        Change(sums, selection);
        _adapters.End(_tally.IsRebootNeeded);
        result.IsRebootRequired = _tally.IsRebootNeeded;
        return _tally.ExitOfChange;
    }

    private void Change(DiscSums sums, Selection selection)
    {
        if (Verb is "install" or "update")
        {
            var wanted = Verb == "update" ? InPlace(selection) : null;
            selection = selection.WithRequirements(_plan, wanted);
            Check(sums, selection);
            Each(_plan.Components, selection, component => Install(component, selection));
        }
        else
        {
            if (line.Only.Count == 0)
            {
                foreach (var component in Elsewhere())
                {
                    Take(component, Uninstall);
                }
            }

            var components = new List<PlannedComponent>(_plan.Components);
            if (Verb == "uninstall")
            {
                components.Reverse();
                Each(components, selection, Uninstall);
            }
            else
            {
                Each(components, selection, Rollback);
            }
        }

        if (!line.IsDryRun && _tally.IsInPlace && Verb != "uninstall")
        {
            _state.Keep(
                new ReleaseRecord(_plan.Product, _plan.Version, _plan.Rank, _plan.ReleaseSha256)
            );
        }
    }

    // Nothing of these components is run, or believed, before this. What lies beside a file may be used by it.
    private void Check(DiscSums sums, Selection selection)
    {
        foreach (var component in _plan.Components)
        {
            if (
                component.Entry == null
                || !(selection.Tells(component.Name) || selection.Wants(component.Name))
            )
            {
                continue;
            }

            foreach (var file in component.Entry.Files)
            {
                sums.Check(file);
            }

            foreach (var path in sums.Below("projects/" + component.Name + "/"))
            {
                sums.Check(path);
            }
        }
    }

    private List<string> InPlace(Selection selection)
    {
        var names = new List<string>();
        foreach (var component in _plan.Components)
        {
            var run = RunOf(component);
            if (
                selection.Tells(component.Name)
                && component.Entry is { } entry
                && Kind.Of(entry.Kind) is { } kind
                && kind.IsPresent(run, entry)
            )
            {
                names.Add(component.Name);
            }
        }

        return names;
    }

    private void Each(
        List<PlannedComponent> components,
        Selection selection,
        Func<ComponentRun, Outcome> step
    )
    {
        foreach (var component in components)
        {
            if (selection.Tells(component.Name))
            {
                Take(component, step);
            }
        }
    }

    private void Take(PlannedComponent component, Func<ComponentRun, Outcome> step)
    {
        var run = RunOf(component);
        if (line.Changes)
        {
            File.Delete(run.LogFile);
        }

        var outcome = step(run);
        _tally.Count(component, outcome);
        var said =
            component.Name
            + " "
            + component.Version
            + ": "
            + outcome.Status
            + (outcome.Reason == null ? "" : " (" + outcome.Reason + ")");
        screen.Line(said);
        if (!line.IsDryRun)
        {
            screen.Log(machine.UtcNow, said);
        }

        result.Add(run, outcome);
    }

    // What came from other discs of this product and is not on this one, the last first.
    private List<PlannedComponent> Elsewhere()
    {
        var others = new List<PlannedComponent>();
        foreach (var record in _state.Components)
        {
            if (record.Product == _plan.Product && _plan.Find(record.Name) == null)
            {
                others.Insert(
                    0,
                    PlannedComponent.Elsewhere(record.Name, record.Version, record.Rank)
                );
            }
        }

        return others;
    }

    private ComponentRun RunOf(PlannedComponent component) =>
        new(
            machine,
            guest,
            _policy,
            disc,
            _state,
            _adapters,
            _plan.Product,
            component,
            Verb,
            !line.Changes
        );
}
