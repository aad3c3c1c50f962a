using System.Text;
using Portal.Iso9660.Tree;

namespace Portal.Iso9660.Naming;

/// <summary>ECMA-119 identifiers, level 3: at most 31 d-characters and one dot, files with <c>;1</c>.</summary>
internal static class PrimaryNames
{
    private const int MaxLength = 31;

    /// <summary>One identifier a child, in the children's order. Unique without case, version and a trailing dot.</summary>
    public static byte[][] Assign(IReadOnlyList<IsoNode> children)
    {
        var pool = new NamePool(StringComparer.Ordinal, numberPrefix: "");
        var identifiers = new byte[children.Count][];
        for (var i = 0; i < children.Count; i++)
        {
            identifiers[i] = Encoding.ASCII.GetBytes(
                children[i] is DirectoryNode
                    ? ForDirectory(children[i].Name, pool)
                    : ForFile(children[i].Name, pool)
            );
        }

        return identifiers;
    }

    /// <summary>
    /// ECMA-119 9.3 pads names with spaces before comparing, which sorts below every d-character and below the dot;
    /// the version is compared last and is always 1. Without ";1" that is the order of the bytes.
    /// </summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        WithoutVersion(left).SequenceCompareTo(WithoutVersion(right));

    private static ReadOnlySpan<byte> WithoutVersion(ReadOnlySpan<byte> identifier)
    {
        var separator = identifier.IndexOf((byte)';');
        return separator < 0 ? identifier : identifier[..separator];
    }

    private static string ForDirectory(string name, NamePool pool) =>
        pool.Claim(new SplitName(Mangle(name), ""), MaxLength);

    private static string ForFile(string name, NamePool pool)
    {
        var split = SplitName.At(name);
        var mangled = new SplitName(Mangle(split.Stem), Mangle(split.Extension));
        // ECMA-119 7.5.1: the dot is there even when the extension is empty.
        return mangled.Extension.Length == 0
            ? pool.Claim(mangled, MaxLength - 1) + ".;1"
            : pool.Claim(mangled, MaxLength) + ";1";
    }

    private static string Mangle(string name)
    {
        var result = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            var c = rune.IsAscii ? char.ToUpperInvariant((char)rune.Value) : '_';
            result.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return result.ToString();
    }
}
