using System.Buffers.Binary;
using System.Text;

namespace Portal.Cli.Packages;

/// <summary>
/// What a Windows Installer package says of itself in its table Property, and for which architecture it is in its summary.
/// Source: "Windows Installer database" (learn.microsoft.com); the form of its streams as msitools and Wine read it.
/// </summary>
/// <param name="ProductCode">A GUID in braces: by it Windows knows the product.</param>
/// <param name="Architecture">As the package spells it: Intel, x64, Arm64; null when it does not say.</param>
internal sealed record MsiPackage(
    string? Product,
    string? Version,
    string? Manufacturer,
    string? ProductCode,
    string? Architecture
)
{
    private const string Digits =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";

    private const string Table = "\u4840";
    private const uint LongReferences = 0x8000_0000;
    private const int PoolEntry = 4;

    /// <summary>Reads a package.</summary>
    /// <param name="file">Can be read at any position; stays open.</param>
    /// <exception cref="PackageFormatException">It is no package, or a damaged one.</exception>
    public static MsiPackage Read(Stream file)
    {
        var streams = new CompoundFile(file);
        var properties = ReadProperties(streams);
        return new MsiPackage(
            properties.GetValueOrDefault("ProductName"),
            properties.GetValueOrDefault("ProductVersion"),
            properties.GetValueOrDefault("Manufacturer"),
            properties.GetValueOrDefault("ProductCode"),
            // "x64;1033": the architecture, then languages.
            SummaryInformation.Template(streams)?.Split(';')[0].Split(',')[0]
        );
    }

    private static Dictionary<string, string> ReadProperties(CompoundFile streams)
    {
        if (
            streams.Read(Table + Squeeze("_StringPool")) is not { Length: >= PoolEntry } pool
            || streams.Read(Table + Squeeze("_StringData")) is not { } data
            || streams.Read(Table + Squeeze("Property")) is not { } table
        )
        {
            throw new PackageFormatException("It has no properties, which every installer has.");
        }

        var head = BinaryPrimitives.ReadUInt32LittleEndian(pool);
        var strings = ReadStrings(pool, data, EncodingOf((int)(head & ~LongReferences)));
        var size = (head & LongReferences) == 0 ? 2 : 3;
        var rows = table.Length / (2 * size);
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        // Column by column: all names, then all values.
        for (var row = 0; row < rows; row++)
        {
            var name = Reference(table.AsSpan(row * size, size));
            var value = Reference(table.AsSpan((rows + row) * size, size));
            if (name < strings.Count && value < strings.Count)
            {
                properties.TryAdd(strings[name], strings[value]);
            }
        }

        return properties;
    }

    private static int Reference(ReadOnlySpan<byte> bytes) =>
        bytes[0] | (bytes[1] << 8) | (bytes.Length == 3 ? bytes[2] << 16 : 0);

    // Length and count of uses of each; a length of 0 that is used says that the next four bytes are the length.
    private static List<string> ReadStrings(byte[] pool, byte[] data, Encoding encoding)
    {
        List<string> strings = [""];
        var position = 0;
        for (var at = PoolEntry; at + PoolEntry <= pool.Length; at += PoolEntry)
        {
            long length = BinaryPrimitives.ReadUInt16LittleEndian(pool.AsSpan(at));
            var uses = BinaryPrimitives.ReadUInt16LittleEndian(pool.AsSpan(at + 2));
            if (length == 0 && uses != 0 && at + (2 * PoolEntry) <= pool.Length)
            {
                at += PoolEntry;
                length = BinaryPrimitives.ReadUInt32LittleEndian(pool.AsSpan(at));
            }

            if (position + length > data.Length)
            {
                throw new PackageFormatException("Its texts are cut off.");
            }

            strings.Add(encoding.GetString(data, position, (int)length));
            position += (int)length;
        }

        return strings;
    }

    // 0 is "whatever the machine has", and then nothing beyond ASCII is there.
    private static Encoding EncodingOf(int codePage) =>
        codePage == Encoding.UTF8.CodePage
            ? Encoding.UTF8
            : CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.Latin1;

    // Names of tables have two characters of 64 in one of UTF-16.
    private static string Squeeze(string name)
    {
        var squeezed = new StringBuilder();
        for (var i = 0; i < name.Length; i += 2)
        {
            var first = Digits.IndexOf(name[i], StringComparison.Ordinal);
            squeezed.Append(
                i + 1 < name.Length
                    ? (char)(
                        0x3800
                        + first
                        + (Digits.IndexOf(name[i + 1], StringComparison.Ordinal) << 6)
                    )
                    : (char)(0x4800 + first)
            );
        }

        return squeezed.ToString();
    }
}
