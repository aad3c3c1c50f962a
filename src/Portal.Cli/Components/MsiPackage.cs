using System.Buffers.Binary;
using System.Text;

namespace Portal.Cli.Components;

/// <summary>
/// What a Windows Installer package says of itself in its table Property, and for which architecture it is in its summary.
/// Sources: "Windows Installer database" (learn.microsoft.com), [MS-OLEPS]; the names of its streams as Wine and msitools
/// read them.
/// </summary>
internal sealed record MsiPackage(
    string? Product,
    string? Version,
    string? Manufacturer,
    string? Architecture
)
{
    private const string Digits =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";

    private const string Table = "\u4840";
    private const uint LongReferences = 0x8000_0000;
    private const int Template = 7;
    private const int AnsiText = 30;

    /// <summary>Null when it is no package, or a damaged one.</summary>
    public static MsiPackage? Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var streams = new CompoundFile(file);
            var properties = ReadProperties(streams);
            return new MsiPackage(
                properties.GetValueOrDefault("ProductName"),
                properties.GetValueOrDefault("ProductVersion"),
                properties.GetValueOrDefault("Manufacturer"),
                // "x64;1033": the architecture, then languages.
                ReadSummary(streams, Template)?.Split(';')[0].Split(',')[0]
            );
        }
        catch (Exception e)
            when (e is IOException or InvalidDataException or ArgumentException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> ReadProperties(CompoundFile streams)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        if (
            streams.Read(Table + Squeeze("_StringPool")) is not { Length: >= 4 } pool
            || streams.Read(Table + Squeeze("_StringData")) is not { } data
            || streams.Read(Table + Squeeze("Property")) is not { } table
        )
        {
            return properties;
        }

        var wide = (BinaryPrimitives.ReadUInt32LittleEndian(pool) & LongReferences) != 0;
        var strings = ReadStrings(pool, data);
        var size = wide ? 3 : 2;
        var rows = table.Length / (2 * size);
        // Column by column: all names, then all values.
        for (var row = 0; row < rows; row++)
        {
            var name = Reference(table, row * size, wide);
            var value = Reference(table, (rows + row) * size, wide);
            if (name < strings.Count && value < strings.Count)
            {
                properties.TryAdd(strings[name], strings[value]);
            }
        }

        return properties;
    }

    private static int Reference(byte[] table, int at, bool wide) =>
        table[at] | (table[at + 1] << 8) | (wide ? table[at + 2] << 16 : 0);

    // Length and count of uses of each; a length of 0 that is used says that the next four bytes are the length.
    private static List<string> ReadStrings(byte[] pool, byte[] data)
    {
        List<string> strings = [""];
        var position = 0;
        for (var at = 4; at + 4 <= pool.Length; at += 4)
        {
            long length = BinaryPrimitives.ReadUInt16LittleEndian(pool.AsSpan(at));
            var uses = BinaryPrimitives.ReadUInt16LittleEndian(pool.AsSpan(at + 2));
            if (length == 0 && uses != 0 && at + 8 <= pool.Length)
            {
                at += 4;
                length = BinaryPrimitives.ReadUInt32LittleEndian(pool.AsSpan(at));
            }

            if (position + length > data.Length)
            {
                break;
            }

            strings.Add(Encoding.Latin1.GetString(data, position, (int)length));
            position += (int)length;
        }

        return strings;
    }

    private static string? ReadSummary(CompoundFile streams, int property)
    {
        if (streams.Read("\u0005SummaryInformation") is not { Length: >= 48 } bytes)
        {
            return null;
        }

        var section = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(44));
        var count = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(section + 4));
        for (var i = 0; i < count; i++)
        {
            var entry = bytes.AsSpan(section + 8 + (8 * i), 8);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) != property)
            {
                continue;
            }

            var value = bytes.AsSpan(
                section + (int)BinaryPrimitives.ReadUInt32LittleEndian(entry[4..])
            );
            if (BinaryPrimitives.ReadUInt32LittleEndian(value) != AnsiText)
            {
                return null;
            }

            var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(value[4..]);
            return Encoding.Latin1.GetString(value.Slice(8, length)).TrimEnd('\0');
        }

        return null;
    }

    // Names of tables have two characters of 64 in one of UTF-16.
    private static string Squeeze(string name)
    {
        var squeezed = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var first = Digits.IndexOf(name[i], StringComparison.Ordinal);
            if (i + 1 < name.Length)
            {
                var second = Digits.IndexOf(name[i + 1], StringComparison.Ordinal);
                squeezed.Append((char)(0x3800 + first + (second << 6)));
                i++;
            }
            else
            {
                squeezed.Append((char)(0x4800 + first));
            }
        }

        return squeezed.ToString();
    }
}
