namespace Portal.Packaging.Manifests;

/// <summary>The round of an installation in which a component is installed; the value is the order of the rounds.</summary>
public enum Stage
{
    /// <summary>Drivers of disks and their controllers: nothing else helps a guest that loses its disk.</summary>
    Storage,

    /// <summary>Drivers of network cards.</summary>
    Network,

    /// <summary>Everything that names no stage.</summary>
    Default,

    /// <summary>Agents that talk to the host: last, because an update that runs through one ends it.</summary>
    Agent,
}

/// <summary>Stages as they are written in manifests, locks and install tables.</summary>
public static class Stages
{
    /// <summary><c>storage</c>, <c>network</c>, <c>default</c>, <c>agent</c>, in this order.</summary>
    public static IReadOnlyList<string> All { get; } = ["storage", "network", "default", "agent"];

    /// <summary>The stage as text.</summary>
    public static string Text(this Stage stage) => All[(int)stage];

    /// <summary>Reads what <see cref="Text"/> writes.</summary>
    public static bool TryParse(string text, out Stage stage)
    {
        var index = All.ToList().IndexOf(text);
        stage = (Stage)Math.Max(index, 0);
        return index >= 0;
    }
}
