using System.Runtime.InteropServices;
using System.Text;

namespace Portal.Iso9660.Records;

/// <summary>A link's target as component records (RRIP 4.1.3.1: flags, length, bytes), distributed over SL entries.</summary>
internal static class SymlinkPieces
{
    private const byte Continues = 0x01;
    private const byte Current = 0x02;
    private const byte Parent = 0x04;
    private const byte Root = 0x08;

    /// <summary>Bytes of a component record without its content: flags and length.</summary>
    private const int HeaderSize = 2;

    /// <summary>
    /// The component records of each SL entry, at most <paramref name="limit"/> bytes an entry; none is split.
    /// </summary>
    /// <remarks>
    /// Where a component ends at the end of an entry, libarchive sets no slash before the next one, and every other
    /// reader does. So such a component is marked as continued and the next entry begins with its empty rest: all
    /// readers agree on that.
    /// </remarks>
    public static IReadOnlyList<byte[]> Of(string target, int limit)
    {
        var pieces = new List<List<Component>> { new() };
        // The largest component record fits after the two bare ones that a break can put before it.
        foreach (var component in Components(target, limit - (3 * HeaderSize)))
        {
            var piece = pieces[^1];
            if (SizeOf(piece) + component.Size > limit)
            {
                pieces.Add(Break(piece, limit));
            }

            pieces[^1].Add(component);
        }

        return pieces.ConvertAll(piece =>
            piece.SelectMany(component => component.ToBytes()).ToArray()
        );
    }

    /// <summary>Ends a piece so that the next can go on, and begins the next.</summary>
    private static List<Component> Break(List<Component> piece, int limit)
    {
        var last = piece[^1];
        if (last.Flags is Continues or Root)
        {
            return [];
        }

        // "." and ".." have flags of their own, which nothing can be added to; as text they can be continued.
        var text = last.AsText();
        piece.RemoveAt(piece.Count - 1);
        if (SizeOf(piece) + text.Size <= limit)
        {
            piece.Add(text with { Flags = Continues });
            return [new Component(0, [])];
        }

        return [.. Break(piece, limit), last];
    }

    private static IEnumerable<Component> Components(string target, int maxContent)
    {
        if (target[0] == '/')
        {
            yield return new Component(Root, []);
        }

        foreach (var name in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name is "." or "..")
            {
                yield return new Component(name == "." ? Current : Parent, []);
                continue;
            }

            var bytes = Encoding.UTF8.GetBytes(name);
            for (var start = 0; start < bytes.Length; start += maxContent)
            {
                var end = Math.Min(start + maxContent, bytes.Length);
                yield return new Component(
                    end < bytes.Length ? Continues : (byte)0,
                    bytes[start..end]
                );
            }
        }
    }

    private static int SizeOf(List<Component> piece) => piece.Sum(component => component.Size);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Component(byte Flags, byte[] Content)
    {
        public int Size => HeaderSize + Content.Length;

        public Component AsText() =>
            Flags switch
            {
                Current => new Component(0, "."u8.ToArray()),
                Parent => new Component(0, ".."u8.ToArray()),
                _ => this,
            };

        public byte[] ToBytes() => [Flags, (byte)Content.Length, .. Content];
    }
}
