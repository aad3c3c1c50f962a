using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Portal.Setup.Guests;

namespace Portal.Setup.Disc;

/// <summary>What the table has for this guest, in install order.</summary>
internal sealed class InstallPlan
{
    private InstallPlan(string product, string version, string rank, string releaseSha256)
    {
        Product = product;
        Version = version;
        Rank = rank;
        ReleaseSha256 = releaseSha256;
    }

    public string Product { get; }

    public string Version { get; }

    public string Rank { get; }

    /// <summary>Of <c>guest-tools/release.json</c>, which identifies the disc.</summary>
    public string ReleaseSha256 { get; }

    public List<PlannedComponent> Components { get; } = [];

    public PlannedComponent? Find(string name) => Components.Find(c => c.Name == name);

    /// <summary>Checks table and release, and reads them.</summary>
    /// <exception cref="SetupException">They are damaged, or of a disc for other installers.</exception>
    public static InstallPlan Read(DiscFolder disc, DiscSums sums, GuestFacts guest)
    {
        sums.Check(DiscFolder.Table);
        sums.Check(DiscFolder.Release);
        var lines = File.ReadAllText(disc.PathOf(DiscFolder.Table), Encoding.UTF8).Split('\n');
        var head = lines[0].Split('\t');
        if (head.Length < 5 || head[0] != "install-table" || head[1] != "2")
        {
            throw new SetupException(
                ExitCode.Unsupported,
                "this disc has an install table of another kind; use the setup.exe that lies on it"
            );
        }

        var plan = new InstallPlan(head[2], head[3], head[4], sums.Listed(DiscFolder.Release));
        for (var i = 2; i < lines.Length; i++)
        {
            if (lines[i] != "")
            {
                var fields = lines[i].Split('\t');
                if (fields.Length < TableRow.Columns)
                {
                    throw new SetupException(ExitCode.Integrity, DiscFolder.Table + " is damaged");
                }

                plan.Add(new TableRow(fields), guest);
            }
        }

        return plan;
    }

    // Lines of a component follow each other; the first that fits is taken.
    private void Add(TableRow row, GuestFacts guest)
    {
        var last = Components.Count == 0 ? null : Components[Components.Count - 1];
        if (last == null || last.Name != row.Component)
        {
            Components.Add(last = new PlannedComponent(row));
        }

        if (last.Entry == null && row.Fits(guest))
        {
            last.Entry = row;
        }
    }
}

/// <summary>A component of the disc, or one that came from another.</summary>
internal sealed class PlannedComponent
{
    private PlannedComponent(string name, string version, string rank)
    {
        Name = name;
        Version = version;
        Rank = rank;
    }

    public PlannedComponent(TableRow first)
        : this(first.Component, first.Version, first.Rank)
    {
        MayGoBack = first.MayGoBack;
        Stage = first.Stage;
        Requires = first.Requires;
    }

    public string Name { get; }

    public string Version { get; }

    public string Rank { get; }

    public bool MayGoBack { get; } = true;

    public string Stage { get; } = "default";

    public IList<string> Requires { get; } = [];

    /// <summary>What is installed on this guest; null: nothing.</summary>
    public TableRow? Entry { get; set; }

    /// <summary>What the disc does not have.</summary>
    public static PlannedComponent Elsewhere(string name, string version, string rank) =>
        new(name, version, rank);
}
