using System.Text;

namespace Portal.Packaging.Discs;

/// <summary>Orders paths by their UTF-8 bytes, as <c>LC_ALL=C sort</c> does; UTF-16 units have another order.</summary>
internal static class Utf8Order
{
    public static void Sort<T>(List<T> items, Func<T, string> path)
    {
        var keys = items.Select(item => Encoding.UTF8.GetBytes(path(item))).ToArray();
        var sorted = items.ToArray();
        Array.Sort(
            keys,
            sorted,
            Comparer<byte[]>.Create(static (l, r) => l.AsSpan().SequenceCompareTo(r))
        );
        items.Clear();
        items.AddRange(sorted);
    }
}
