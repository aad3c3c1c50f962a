using System.Buffers;
using System.Text;
using Portal.Iso9660.Naming;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>ECMA-119 8.4 and 8.5, Joliet: every field of a primary or Joliet descriptor but its path tables.</summary>
internal sealed class VolumeFields(ImageBytes image, FindingList findings)
{
    private static readonly SearchValues<char> FileId = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.;"
    );

    public void Check(DescribedVolume volume)
    {
        ReadOnlySpan<byte> bytes = volume.Bytes;
        CheckReserved(volume);
        CheckNumbers(volume);
        foreach (
            var (date, mayBeFar) in ((int, bool)[])
                [(813, false), (830, false), (847, true), (864, true)]
        )
        {
            findings.RequireDescriptorDate(
                bytes.Slice(date, IsoDate.DescriptorSize),
                volume.Place.At(date),
                mayBeFar
            );
        }

        findings.Require(
            bytes[881] == 1,
            "iso.descriptor.version",
            volume.Place.At(881),
            "The file structure version is not 1.",
            "ECMA-119 8.4.31"
        );
        CheckRoot(bytes.Slice(156, 34), volume.Place.At(156));
        if (volume.IsJoliet)
        {
            CheckWideTexts(volume);
        }
        else
        {
            CheckTexts(volume);
        }
    }

    private void CheckReserved(DescribedVolume volume)
    {
        Zero(72, 8, "iso.descriptor.reserved", "Unused bytes");
        Zero(882, 1, "iso.descriptor.reserved", "A reserved byte");
        Zero(1395, 653, "iso.descriptor.reserved", "Reserved bytes");
        if (volume.IsJoliet)
        {
            Zero(7, 1, "iso.joliet.flags", "The volume flags");
            Zero(91, 29, "iso.joliet.escape", "Bytes after the escape sequence");
        }
        else
        {
            Zero(7, 1, "iso.descriptor.reserved", "An unused byte");
            Zero(88, 32, "iso.descriptor.reserved", "Unused bytes");
        }

        void Zero(int start, int length, string rule, string what) =>
            findings.RequireZero(
                volume.Bytes.AsSpan(start, length),
                rule,
                volume.Place.At(start),
                what
            );
    }

    private void CheckNumbers(DescribedVolume volume)
    {
        ReadOnlySpan<byte> bytes = volume.Bytes;
        var place = volume.Place;
        findings.RequireBoth32(bytes, 80, place, "volume space size");
        findings.RequireBoth16(bytes, 120, place, "volume set size");
        findings.RequireBoth16(bytes, 124, place, "volume sequence number");
        findings.RequireBoth16(bytes, 128, place, "logical block size");
        findings.RequireBoth32(bytes, 132, place, "path table size");
        findings.Require(
            BothEndian.Read16(bytes[128..]) == Sector.Size,
            "iso.descriptor.block-size",
            place.At(128),
            $"Logical blocks have {BothEndian.Read16(bytes[128..])} bytes."
        );
        findings.Require(
            BothEndian.Read16(bytes[120..]) == 1 && BothEndian.Read16(bytes[124..]) == 1,
            "iso.descriptor.set",
            place.At(120),
            "This is not the one volume of its set."
        );
        var sectors = Sector.Count(image.Length);
        findings.Require(
            volume.SpaceSize <= sectors,
            "iso.volume.size",
            place.At(80),
            $"The volume claims {volume.SpaceSize} sectors; the image has {sectors}."
        );
        if (!volume.IsJoliet)
        {
            findings.Require(
                volume.SpaceSize >= sectors && image.Length % Sector.Size == 0,
                "iso.image.tail",
                place.At(80),
                $"The image has {image.Length} bytes, its volume {volume.SpaceSize} sectors."
            );
        }
    }

    private void CheckRoot(ReadOnlySpan<byte> bytes, Place place)
    {
        if (
            bytes[0] != bytes.Length
            || !RecordView.TryRead(bytes, out var root)
            || root.Flags != FileFlags.Directory
            || !root.IsSelfOrParent
            || root.Identifier[0] != 0
            || root.AttributeSectors != 0
            || root.IsInterleaved
        )
        {
            findings.Add("iso.descriptor.root", place, "This is no record of a root directory.");
            return;
        }

        findings.RequireBoth32(bytes, 2, place, "root's location");
        findings.RequireBoth32(bytes, 10, place, "root's length");
        findings.RequireBoth16(bytes, 28, place, "root's volume sequence number");
        findings.RequireRecordDate(bytes.Slice(18, IsoDate.RecordSize), place.At(18));
    }

    private void CheckTexts(DescribedVolume volume)
    {
        Text(8, 32, CharacterSets.A, "iso.a-characters", "ECMA-119 8.4.5");
        Text(40, 32, CharacterSets.D, "iso.d-characters", "ECMA-119 8.4.6");
        Text(190, 128, CharacterSets.D, "iso.d-characters", "ECMA-119 8.4.19");
        Text(318, 128, CharacterSets.A, "iso.a-characters", "ECMA-119 8.4.20");
        Text(446, 128, CharacterSets.A, "iso.a-characters", "ECMA-119 8.4.21");
        Text(574, 128, CharacterSets.A, "iso.a-characters", "ECMA-119 8.4.22");
        Text(702, 37, FileId, "iso.d-characters", "ECMA-119 8.4.23");
        Text(739, 37, FileId, "iso.d-characters", "ECMA-119 8.4.24");
        Text(776, 37, FileId, "iso.d-characters", "ECMA-119 8.4.25");
        findings.Require(
            volume.VolumeId.Length > 0,
            "iso.volume.id-empty",
            volume.Place.At(40),
            "The volume has no label."
        );

        void Text(int start, int size, SearchValues<char> allowed, string rule, string clause)
        {
            var text = Encoding.Latin1.GetString(volume.Bytes, start, size).TrimEnd(' ');
            var at = text.AsSpan().IndexOfAnyExcept(allowed);
            if (at >= 0)
            {
                findings.Add(
                    rule,
                    volume.Place.At(start),
                    $"'{Printable(text)}' has characters out of its set, the first at {at}.",
                    clause
                );
            }
        }
    }

    private void CheckWideTexts(DescribedVolume volume)
    {
        foreach (
            var (start, size) in ((int, int)[])
                [
                    (8, 32),
                    (40, 32),
                    (190, 128),
                    (318, 128),
                    (446, 128),
                    (574, 128),
                    (702, 36),
                    (739, 36),
                    (776, 36),
                ]
        )
        {
            var text = Encoding.BigEndianUnicode.GetString(volume.Bytes, start, size);
            var isLabel = start == 40;
            findings.Require(
                !text.AsSpan().ContainsAnyInRange('\0', '\u001F')
                    && !text.Contains('\uFFFD', StringComparison.Ordinal)
                    && !(isLabel && text.AsSpan().ContainsAny(CharacterSets.NotInJoliet)),
                "iso.joliet.text",
                volume.Place.At(start),
                $"'{Printable(text.TrimEnd(' '))}' is no text of Joliet."
            );
            findings.Require(
                size != 36 || volume.Bytes[start + size] is 0 or (byte)' ',
                "iso.joliet.text",
                volume.Place.At(start + size),
                "The odd byte of a field is in use."
            );
        }
    }

    private static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? '.' : c));
}
