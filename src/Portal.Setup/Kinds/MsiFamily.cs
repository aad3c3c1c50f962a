using System;
using System.Collections.Generic;
using System.Globalization;
using Portal.Setup.Machines;

namespace Portal.Setup.Kinds;

/// <summary>How what is installed stands to a package.</summary>
internal enum MsiRelation
{
    /// <summary>Nothing of its family is installed.</summary>
    Absent,
    Older,

    /// <summary>The very product in this version.</summary>
    Same,

    /// <summary>Another product of the family in this version.</summary>
    Equal,
    Newer,
}

/// <summary>What is installed of a package's family.</summary>
internal sealed class MsiFamily
{
    private MsiFamily() { }

    public MsiRelation Relation { get; private set; }

    /// <summary>Version and code of the newest that is installed; null: nothing is.</summary>
    public string? Version { get; private set; }

    public string? ProductCode { get; private set; }

    /// <summary>The product itself is installed, in whatever version.</summary>
    public bool HasSameCode { get; private set; }

    /// <summary>Installed products of the family in older versions, by code.</summary>
    public Dictionary<string, string> Others { get; } = new(StringComparer.OrdinalIgnoreCase);

    public static MsiFamily Of(Machine machine, MsiPackage package)
    {
        var family = new MsiFamily();
        var codes = new List<string> { package.ProductCode };
        if (package.UpgradeCode != null)
        {
            foreach (var code in machine.MsiProducts(package.UpgradeCode))
            {
                if (!codes.Exists(c => string.Equals(c, code, StringComparison.OrdinalIgnoreCase)))
                {
                    codes.Add(code);
                }
            }
        }

        foreach (var code in codes)
        {
            if (machine.MsiVersion(code) is { } version)
            {
                family.Add(package, code, version);
            }
        }

        return family;
    }

    private void Add(MsiPackage package, string code, string version)
    {
        var isSame = string.Equals(code, package.ProductCode, StringComparison.OrdinalIgnoreCase);
        var order = Compare(version, package.Version);
        HasSameCode |= isSame;
        if (order < 0)
        {
            Others[code] = version;
        }

        var relation =
            order < 0 ? MsiRelation.Older
            : order > 0 ? MsiRelation.Newer
            : isSame ? MsiRelation.Same
            : MsiRelation.Equal;
        if (Version == null || Compare(version, Version) > 0 || relation is MsiRelation.Same)
        {
            Relation = relation;
            Version = version;
            ProductCode = code;
        }
    }

    // Windows Installer compares three numbers.
    private static int Compare(string left, string right)
    {
        string[] l = left.Split('.'),
            r = right.Split('.');
        for (var i = 0; i < 3; i++)
        {
            var order = Number(l, i).CompareTo(Number(r, i));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static long Number(string[] words, int at) =>
        at < words.Length
        && long.TryParse(words[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
