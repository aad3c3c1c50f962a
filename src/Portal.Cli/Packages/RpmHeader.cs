using System.Buffers.Binary;
using System.Text;

namespace Portal.Cli.Packages;

/// <summary>
/// What the header of an <c>.rpm</c> says. Source: the RPM V4 package format: a lead of 96 bytes, the header of signatures,
/// padding to 8 bytes, the header itself; numbers are big-endian.
/// </summary>
/// <param name="Version">epoch:version-release, the epoch where there is one.</param>
/// <param name="Architecture">As rpm spells it; "noarch" for any.</param>
/// <param name="IsSource">True for a source package, which installs nothing.</param>
internal sealed record RpmHeader(
    string Package,
    string Version,
    string? Architecture,
    string? Summary,
    string? License,
    string? Homepage,
    bool IsSource
)
{
    private const int LeadLength = 96;
    private const int LeadType = 6;
    private const int IntroLength = 16;
    private const int EntryLength = 16;
    private const int MaximumEntries = 1 << 16;

    // In bytes. The kernel's packages, with the names of all their files, stay below a tenth of it.
    private const int MaximumStore = 1 << 26;

    private const int NameTag = 1000;
    private const int VersionTag = 1001;
    private const int ReleaseTag = 1002;
    private const int EpochTag = 1003;
    private const int SummaryTag = 1004;
    private const int LicenseTag = 1014;
    private const int UrlTag = 1020;
    private const int ArchTag = 1022;

    private const int Int32Type = 4;
    private const int StringType = 6;
    private const int I18NStringType = 9;

    /// <summary>Reads a package's header.</summary>
    /// <param name="file">Can be read at any position; stays open.</param>
    /// <exception cref="PackageFormatException">It is no package, or a damaged one.</exception>
    public static RpmHeader Read(Stream file)
    {
        Span<byte> lead = stackalloc byte[LeadLength];
        file.Position = 0;
        if (
            file.ReadAtLeast(lead, LeadLength, throwOnEndOfStream: false) < LeadLength
            || !lead.StartsWith((ReadOnlySpan<byte>)[0xED, 0xAB, 0xEE, 0xDB])
        )
        {
            throw new PackageFormatException("It is no RPM package.");
        }

        ReadStructure(file);
        file.Position = (file.Position + 7) & ~7L;
        var (entries, store) = ReadStructure(file);
        string? Text(int tag) =>
            entries.TryGetValue(tag, out var entry) && entry.Type is StringType or I18NStringType
                ? ReadText(store, entry.Offset)
                : null;
        if (Text(NameTag) is not { } name || Text(VersionTag) is not { } version)
        {
            throw new PackageFormatException(
                "Its header names neither the package nor its version."
            );
        }

        var epoch =
            entries.TryGetValue(EpochTag, out var place)
            && place.Type == Int32Type
            && place.Offset <= store.Length - sizeof(uint)
                ? $"{BinaryPrimitives.ReadUInt32BigEndian(store.AsSpan(place.Offset))}:"
                : "";
        var release = Text(ReleaseTag) is { } text ? $"-{text}" : "";
        return new RpmHeader(
            name,
            epoch + version + release,
            Text(ArchTag),
            Text(SummaryTag),
            Text(LicenseTag),
            Text(UrlTag),
            BinaryPrimitives.ReadUInt16BigEndian(lead[LeadType..]) == 1
        );
    }

    /// <summary>Types and offsets in the store, by tag.</summary>
    private static (Dictionary<int, (int Type, int Offset)> Entries, byte[] Store) ReadStructure(
        Stream file
    )
    {
        Span<byte> intro = stackalloc byte[IntroLength];
        if (
            file.ReadAtLeast(intro, IntroLength, throwOnEndOfStream: false) < IntroLength
            || !intro.StartsWith((ReadOnlySpan<byte>)[0x8E, 0xAD, 0xE8])
        )
        {
            throw new PackageFormatException("Its header is damaged.");
        }

        var count = BinaryPrimitives.ReadUInt32BigEndian(intro[8..]);
        var length = BinaryPrimitives.ReadUInt32BigEndian(intro[12..]);
        if (
            count > MaximumEntries
            || length > MaximumStore
            || (count * EntryLength) + length > file.Length - file.Position
        )
        {
            throw new PackageFormatException("Its header is cut off, or too large to be one.");
        }

        var entries = new Dictionary<int, (int, int)>();
        Span<byte> entry = stackalloc byte[EntryLength];
        for (var i = 0; i < count; i++)
        {
            file.ReadExactly(entry);
            var offset = BinaryPrimitives.ReadUInt32BigEndian(entry[8..]);
            if (offset < length)
            {
                entries.TryAdd(
                    BinaryPrimitives.ReadInt32BigEndian(entry),
                    (BinaryPrimitives.ReadInt32BigEndian(entry[4..]), (int)offset)
                );
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
