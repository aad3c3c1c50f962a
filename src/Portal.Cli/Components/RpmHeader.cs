using System.Buffers.Binary;
using System.Text;

namespace Portal.Cli.Components;

/// <summary>
/// What the header of an <c>.rpm</c> says. Source: the RPM V4 package format: a lead of 96 bytes, the header of signatures,
/// padding to 8 bytes, the header itself; numbers are big-endian.
/// </summary>
internal sealed record RpmHeader(
    string Package,
    string Version,
    string? Architecture,
    string? Summary,
    string? License,
    string? Homepage
)
{
    private const int LeadLength = 96;
    private const int IntroLength = 16;
    private const int EntryLength = 16;
    private const int MaximumEntries = 1 << 16;
    private const int MaximumStore = 1 << 24;

    private const int Name = 1000;
    private const int VersionTag = 1001;
    private const int Release = 1002;
    private const int Epoch = 1003;
    private const int SummaryTag = 1004;
    private const int LicenseTag = 1014;
    private const int Url = 1020;
    private const int Arch = 1022;

    /// <summary>Null when it is no package, or a damaged one.</summary>
    public static RpmHeader? Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(file);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return null;
        }
    }

    private static RpmHeader? Read(FileStream file)
    {
        Span<byte> lead = stackalloc byte[LeadLength];
        file.ReadExactly(lead);
        if (!lead.StartsWith([0xED, 0xAB, 0xEE, 0xDB]))
        {
            return null;
        }

        ReadStructure(file);
        file.Position = (file.Position + 7) & ~7L;
        var (entries, store) = ReadStructure(file);
        string? Text(int tag) =>
            entries.TryGetValue(tag, out var at) ? ReadText(store, at) : null;
        if (Text(Name) is not { } name || Text(VersionTag) is not { } version)
        {
            return null;
        }

        var epoch = entries.TryGetValue(Epoch, out var place) && place <= store.Length - 4
            ? $"{BinaryPrimitives.ReadUInt32BigEndian(store.AsSpan(place))}:"
            : "";
        var release = Text(Release) is { } text ? $"-{text}" : "";
        var architecture = Text(Arch);
        return new RpmHeader(
            name,
            epoch + version + release,
            architecture == "noarch" ? null : architecture,
            Text(SummaryTag),
            Text(LicenseTag),
            Text(Url)
        );
    }

    /// <summary>Offsets in the store, by tag.</summary>
    private static (Dictionary<int, int> Entries, byte[] Store) ReadStructure(FileStream file)
    {
        Span<byte> intro = stackalloc byte[IntroLength];
        file.ReadExactly(intro);
        var count = BinaryPrimitives.ReadInt32BigEndian(intro[8..]);
        var length = BinaryPrimitives.ReadInt32BigEndian(intro[12..]);
        if (
            !intro.StartsWith([0x8E, 0xAD, 0xE8])
            || count is < 0 or > MaximumEntries
            || length is < 0 or > MaximumStore
            || (long)count * EntryLength + length > file.Length
        )
        {
            throw new InvalidDataException("This is no header of rpm.");
        }

        var entries = new Dictionary<int, int>();
        Span<byte> entry = stackalloc byte[EntryLength];
        for (var i = 0; i < count; i++)
        {
            file.ReadExactly(entry);
            var offset = BinaryPrimitives.ReadInt32BigEndian(entry[8..]);
            if (offset >= 0 && offset < length)
            {
                entries.TryAdd(BinaryPrimitives.ReadInt32BigEndian(entry), offset);
            }
        }

        var store = new byte[length];
        file.ReadExactly(store);
        return (entries, store);
    }

    // A text ends with NUL; of one in several languages the first is the plain one.
    private static string? ReadText(byte[] store, int offset)
    {
        var rest = store.AsSpan(offset);
        var end = rest.IndexOf((byte)0);
        return end > 0 ? Encoding.UTF8.GetString(rest[..end]) : null;
    }
}
