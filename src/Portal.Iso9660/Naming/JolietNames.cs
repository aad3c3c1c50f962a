using System.Text;
using Portal.Iso9660.Tree;

namespace Portal.Iso9660.Naming;

/// <summary>
/// Joliet identifiers of one image. Characters beyond the basic plane are written as surrogate pairs, which is what
/// Windows and Linux decode.
/// </summary>
internal sealed class JolietNames(IsoJoliet form, List<IsoRemark> remarks)
{
    /// <summary>What Windows, Linux and the common tools read.</summary>
    public const int MaxLength = 103;

    /// <summary>What the specification allows.</summary>
    public const int StandardLength = 64;

    private readonly int _maxLength = form == IsoJoliet.Long ? MaxLength : StandardLength;

    /// <summary>
    /// One identifier a child, in UCS-2BE and in the children's order, unique without case: Linux and Windows look names
    /// up that way. Every name that differs from the tree's is reported.
    /// </summary>
    public byte[][] Assign(IReadOnlyList<IsoNode> children)
    {
        // OrdinalIgnoreCase maps by simple upper case, which Unicode keeps stable for assigned characters.
        var pool = new NamePool(StringComparer.OrdinalIgnoreCase, numberPrefix: "_");
        var names = new string[children.Count];

        // Names that can stay as they are come first, so that a changed one never takes their place.
        for (var i = 0; i < children.Count; i++)
        {
            var name = children[i].Name;
            if (name.Length <= _maxLength && Clean(name) == name && pool.TryClaim(name))
            {
                names[i] = name;
            }
        }

        for (var i = 0; i < children.Count; i++)
        {
            names[i] ??= Change(children[i], pool);
        }

        return Array.ConvertAll(names, Encoding.BigEndianUnicode.GetBytes);
    }

    private string Change(IsoNode node, NamePool pool)
    {
        var clean = Clean(node.Name);
        var split = node is DirectoryNode ? new SplitName(clean, "") : SplitName.At(clean);
        var name = pool.Claim(split, _maxLength);
        var rule =
            clean == node.Name && clean.Length <= _maxLength
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
