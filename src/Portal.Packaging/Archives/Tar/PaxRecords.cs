using System.Globalization;
using System.Text;

namespace Portal.Packaging.Archives.Tar;

/// <summary>The records of a pax header (POSIX.1-2001): <c>"%d %s=%s\n", length, key, value</c>.</summary>
internal sealed class PaxRecords
{
    private PaxRecords() { }

    public byte[]? Path { get; private set; }

    public byte[]? LinkPath { get; private set; }

    public long? Size { get; private set; }

    /// <summary>True when the entry is one of GNU's sparse files.</summary>
    public bool IsSparse { get; private set; }

    /// <summary>True when a record says what the entry is, and not only when it was made and by whom.</summary>
    public bool IsEssential =>
        Path is not null || LinkPath is not null || Size is not null || IsSparse;

    /// <summary>Reads all records. Times, owners, comments, attributes and vendors' keys are checked for form only.</summary>
    /// <exception cref="ArchiveDefect">They are malformed.</exception>
    public static PaxRecords Parse(ReadOnlySpan<byte> bytes)
    {
        var records = new PaxRecords();
        while (!bytes.IsEmpty)
        {
            var space = bytes.IndexOf((byte)' ');
            if (
                space is < 1 or > 10
                || !int.TryParse(
                    bytes[..space],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var length
                )
                || length <= space + 1
                || length > bytes.Length
                || bytes[length - 1] != '\n'
            )
            {
                throw Malformed();
            }

            var record = bytes[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1)
            {
                throw Malformed();
            }

            records.Take(Encoding.UTF8.GetString(record[..equals]), record[(equals + 1)..]);
            bytes = bytes[length..];
        }

        return records;
    }

    private void Take(string key, ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case "path" when Path is null && !value.IsEmpty:
                Path = value.ToArray();
                break;
            case "linkpath" when LinkPath is null && !value.IsEmpty:
                LinkPath = value.ToArray();
                break;
            case "size" when Size is null && ParseSize(value) is { } size:
                Size = size;
                break;
            case "path" or "linkpath" or "size":
                throw new ArchiveDefect(
                    ArchiveRules.Header,
                    $"A pax header gives '{key}' twice, or no value for it."
                );
            default:
                IsSparse |= key.StartsWith("GNU.sparse.", StringComparison.Ordinal);
                break;
        }
    }

    private static long? ParseSize(ReadOnlySpan<byte> value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : null;

    private static ArchiveDefect Malformed() =>
        new(ArchiveRules.Header, "A pax header is malformed.");
}
