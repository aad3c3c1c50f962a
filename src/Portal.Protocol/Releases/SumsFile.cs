using System.Text;

namespace Portal.Protocol.Releases;

/// <summary>A list of checksums as <c>sha256sum</c> writes and reads it.</summary>
public sealed class SumsFile
{
    private readonly Dictionary<string, Digest> _sums = new(StringComparer.Ordinal);

    private SumsFile() { }

    /// <summary>By name.</summary>
    public IReadOnlyDictionary<string, Digest> Sums => _sums;

    /// <summary>The lines <c>digest</c>, two spaces (or a space and <c>*</c>), name; null when there is any other, or a name twice.</summary>
    public static SumsFile? TryParse(ReadOnlySpan<byte> bytes)
    {
        var file = new SumsFile();
        foreach (var line in Encoding.UTF8.GetString(bytes).Split('\n'))
        {
            if (line.Length == 0)
            {
                continue;
            }

            const int NameAt = (2 * Digest.Size) + 2;
            if (
                line.Length <= NameAt
                || line[NameAt - 2] != ' '
                || line[NameAt - 1] is not (' ' or '*')
                || !Digest.TryParse(line[..(NameAt - 2)], out var digest)
                || !file._sums.TryAdd(line[NameAt..], digest)
            )
            {
                return null;
            }
        }

        return file;
    }
}
