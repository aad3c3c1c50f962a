using System.Text;
using Portal.Iso9660.Tree;

namespace Portal.Iso9660.Naming;

/// <summary>
/// Joliet identifiers. The specification stops at 64 characters; Windows, Linux and the common tools read 103 (the
/// "long" form of xorriso and genisoimage), and driver packages have names of about 100, so 103 it is. Characters
/// beyond the basic plane are written as surrogate pairs, which is what Windows and Linux decode.
/// </summary>
internal static class JolietNames
{
    public const int MaxLength = 103;

    /// <summary>
    /// One identifier a child, in UCS-2BE and in the children's order, unique without case: Linux and Windows look names
    /// up that way. Every name that differs from the tree's is reported.
    /// </summary>
    public static byte[][] Assign(IReadOnlyList<IsoNode> children, List<IsoRemark> remarks)
    {
        // OrdinalIgnoreCase maps by simple upper case, which Unicode keeps stable for assigned characters.
        var pool = new NamePool(StringComparer.OrdinalIgnoreCase, numberPrefix: "_");
        var names = new string[children.Count];

        // Names that can stay as they are come first, so that a changed one never takes their place.
        for (var i = 0; i < children.Count; i++)
        {
            var name = children[i].Name;
            if (name.Length <= MaxLength && Clean(name) == name && pool.TryClaim(name))
            {
                names[i] = name;
            }
        }

        for (var i = 0; i < children.Count; i++)
        {
            names[i] ??= Change(children[i], pool, remarks);
        }

        return Array.ConvertAll(names, Encoding.BigEndianUnicode.GetBytes);
    }

    private static string Change(IsoNode node, NamePool pool, List<IsoRemark> remarks)
    {
        var clean = Clean(node.Name);
        var split = node is DirectoryNode ? new SplitName(clean, "") : SplitName.At(clean);
        var name = pool.Claim(split, MaxLength);
        var rule =
            clean == node.Name && clean.Length <= MaxLength
                ? "iso.joliet.case-collision"
                : "iso.joliet.renamed";
        remarks.Add(
            new IsoRemark(rule, node.Path, $"is called '{name}' where Joliet is read (Windows).")
        );
        return name;
    }

    private static string Clean(string name)
    {
        // Windows cannot open, and Linux strips, what a trailing dot or space distinguishes.
        var end = name.AsSpan().TrimEnd(". ").Length;
        return string.Create(
            name.Length,
            (name, end),
            static (target, source) =>
            {
                for (var i = 0; i < target.Length; i++)
                {
                    var c = source.name[i];
                    target[i] =
                        i >= source.end || c < ' ' || CharacterSets.NotInJoliet.Contains(c)
                            ? '_'
                            : c;
                }
            }
        );
    }
}
