using System.IO;
using System.Text;
using Portal.Setup.Disc;
using Portal.Setup.Documents;
using Portal.Setup.Guests;
using Portal.Setup.Machines;
using Portal.Setup.Network;

namespace Portal.Setup.Runs;

/// <summary>One component in one run: what a kind needs to act on it.</summary>
internal sealed class ComponentRun
{
    private readonly StateFile _state;
    private readonly string _product;

    public ComponentRun(
        Machine machine,
        GuestFacts guest,
        GuestPolicy policy,
        DiscFolder disc,
        StateFile state,
        AdapterKeeper adapters,
        string product,
        PlannedComponent component,
        string verb,
        bool isDryRun
    )
    {
        Machine = machine;
        Guest = guest;
        Policy = policy;
        Disc = disc;
        Adapters = adapters;
        Component = component;
        Verb = verb;
        IsDryRun = isDryRun;
        _state = state;
        _product = product;
        Recorded = state.Recall(component.Name);
        VersionBefore = Recorded?.Version;
        LogFile = Path.Combine(Path.Combine(machine.DataFolder, "log"), component.Name + ".log");
    }

    public Machine Machine { get; }

    public GuestFacts Guest { get; }

    public GuestPolicy Policy { get; }

    public DiscFolder Disc { get; }

    public AdapterKeeper Adapters { get; }

    public PlannedComponent Component { get; }

    public string Verb { get; }

    public bool IsDryRun { get; }

    /// <summary>What the state says of it; null: nothing.</summary>
    public ComponentRecord? Recorded { get; private set; }

    public string? VersionBefore { get; }

    /// <summary>Of the last tool that was run; null: none was.</summary>
    public long? NativeExit { get; set; }

    /// <summary>What tools say goes here.</summary>
    public string LogFile { get; }

    /// <summary>Greater than 0: what is recorded is newer than what the disc has.</summary>
    public int Order =>
        Recorded == null ? -1 : string.CompareOrdinal(Recorded.Rank, Component.Rank);

    /// <summary>Before the first change, so that a killed run is known to the next.</summary>
    public ComponentRecord Begin(string kind)
    {
        var record =
            Recorded
            ?? new ComponentRecord(
                Component.Name,
                Component.Version,
                Component.Rank,
                kind,
                _product
            );
        record.IsInstalled = false;
        record.Kind = kind;
        return Keep(record);
    }

    /// <summary>It is in place as the disc has it.</summary>
    public ComponentRecord Complete(string kind)
    {
        var record = Recorded ?? Begin(kind);
        record.Version = Component.Version;
        record.Rank = Component.Rank;
        record.Product = _product;
        record.IsInstalled = true;
        return Keep(record);
    }

    public ComponentRecord Keep(ComponentRecord record)
    {
        record.At = Times.Text(Machine.UtcNow);
        _state.Keep(record);
        return Recorded = record;
    }

    public void Forget()
    {
        _state.Forget(Component.Name);
        Recorded = null;
    }

    /// <summary>Runs a tool and logs what it says.</summary>
    public ToolEnd Run(ToolStart start)
    {
        Write("> " + start.File + " " + start.Arguments);
        var end = Machine.Run(start);
        NativeExit = end.Code;
        Write(end.Output);
        Write(end.IsTimeout ? "ended after its time" : "exit code " + Json.Number(end.Code));
        return end;
    }

    public void Write(string text)
    {
        if (!IsDryRun && text != "")
        {
            File.AppendAllText(LogFile, text.TrimEnd() + "\r\n", Encoding.UTF8);
        }
    }
}
