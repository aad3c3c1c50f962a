using System.Buffers.Binary;
using System.Text;

namespace Portal.Cli.Packages;

/// <summary>The set of properties that stands outside of a Windows Installer package's tables. Source: [MS-OLEPS].</summary>
internal static class SummaryInformation
{
    private const string Name = "\u0005SummaryInformation";
    private const int SectionOffset = 44;
    private const int EntryLength = 8;
    private const int TemplateProperty = 7;
    private const int AnsiText = 30;

    /// <summary>"x64;1033": architectures, then languages; null when it says neither.</summary>
    /// <exception cref="PackageFormatException">It is damaged.</exception>
    public static string? Template(CompoundFile streams)
    {
        if (streams.Read(Name) is not { } bytes)
        {
            return null;
        }

        var section = Number(bytes, SectionOffset);
        var count = Number(bytes, section + sizeof(uint));
        // Each takes room, so what is not there is not looked for.
        for (var i = 0L; i < count && section + (EntryLength * (i + 2)) <= bytes.Length; i++)
        {
            var entry = section + (EntryLength * (i + 1));
            if (Number(bytes, entry) != TemplateProperty)
            {
                continue;
            }

            var value = section + Number(bytes, entry + sizeof(uint));
            if (Number(bytes, value) != AnsiText)
            {
                return null;
            }

            var length = Number(bytes, value + sizeof(uint));
            var text = value + (2 * sizeof(uint));
            return text + length <= bytes.Length
                ? Encoding.Latin1.GetString(bytes, (int)text, (int)length).TrimEnd('\0')
                : throw Damaged();
        }

        return null;
    }

    private static long Number(byte[] bytes, long at) =>
        at + sizeof(uint) <= bytes.Length
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((int)at))
            : throw Damaged();

    private static PackageFormatException Damaged() => new("Its summary is damaged.");
}
