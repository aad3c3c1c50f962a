using System;
using System.Collections.Generic;
using Portal.Setup.Guests;

namespace Portal.Setup.Disc;

/// <summary>A line of <c>install.tsv</c>, of table 2.</summary>
internal sealed class TableRow
{
    /// <summary>How many columns it has.</summary>
    public const int Columns = 24;

    private readonly string[] _fields;

    public TableRow(string[] fields) => _fields = fields;

    public string Component => _fields[1];

    public string Version => _fields[2];

    public string Rank => _fields[3];

    public bool MayGoBack => _fields[4] != "refuse";

    public string Stage => _fields[5];

    public IList<string> Requires => List(_fields[6], ',');

    /// <summary>Null: the component has no entry.</summary>
    public string? Kind => Text(_fields[8]);

    public string Switches => Text(_fields[17]) ?? "";

    /// <summary>Of an exe; null: none.</summary>
    public string? Program => Text(_fields[18]);

    /// <summary>Of an exe; null: none.</summary>
    public string? Uninstall => Text(_fields[19]);

    public IList<string> OkCodes => List(_fields[20], ',');

    public IList<string> RestartCodes => List(_fields[21], ',');

    /// <summary><c>asked</c>, <c>always</c> or <c>never</c>.</summary>
    public string Reboot => _fields[22];

    /// <summary>Paths from the root of the disc.</summary>
    public IList<string> Files => List(_fields[23], '|');

    /// <summary>True when every condition holds for this Windows.</summary>
    public bool Fits(GuestFacts guest) =>
        Kind is not (null or "deb" or "rpm")
        && OneOf(_fields[9], "windows")
        // What os-release has, no Windows has.
        && _fields[10] == "-"
        && _fields[11] == "-"
        && _fields[12] == "-"
        && OneOf(_fields[13], guest.Platform)
        && Bounds.Hold(_fields[14], guest.Build)
        && OneOf(_fields[15], guest.Edition)
        && OneOf(_fields[16], guest.Architecture);

    private static bool OneOf(string list, string? word) =>
        list == "-" || (word != null && Array.IndexOf(list.Split(','), word) >= 0);

    private static string? Text(string field) => field == "-" ? null : field;

    private static List<string> List(string field, char separator) =>
        field == "-" ? [] : [.. field.Split(separator)];
}
