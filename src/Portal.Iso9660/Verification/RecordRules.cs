using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>ECMA-119 9.1: the fields of one directory record, apart from its name and its System Use area.</summary>
internal sealed class RecordRules(ImageBytes image, FindingList findings)
{
    private const FileFlags FilesOnly =
        FileFlags.Associated | FileFlags.Record | FileFlags.MultiExtent;

    private const FileFlags Reserved = FileFlags.Reserved5 | FileFlags.Reserved6;

    private const FileFlags NeedAttributes = FileFlags.Record | FileFlags.Protection;

    public void Check(RecordView record, Place place)
    {
        var bytes = record.Bytes;
        findings.RequireBoth32(bytes, 2, place, "extent's location");
        findings.RequireBoth32(bytes, 10, place, "data length");
        findings.RequireBoth16(bytes, 28, place, "volume sequence number");
        findings.RequireRecordDate(bytes.Slice(18, IsoDate.RecordSize), place.At(18));
        findings.Require(
            BothEndian.Read16(bytes[28..]) == 1,
            "iso.descriptor.set",
            place.At(28),
            "The record is of another volume.",
            "ECMA-119 9.1.9"
        );
        findings.Require(
            !record.IsInterleaved,
            "iso.record.interleaved",
            place.At(26),
            "The file is interleaved."
        );
        CheckPads(record, place);
        CheckFlags(record, place.At(25));
        if (record.AttributeSectors > 0)
        {
            CheckAttributes(record, place.At(1));
        }
    }

    private void CheckPads(RecordView record, Place place)
    {
        var bytes = record.Bytes;
        var identifierEnd = DirectoryRecord.HeaderSize + bytes[32];
        var hasPad = bytes[32] % 2 == 0 && identifierEnd < bytes.Length;
        findings.Require(
            bytes.Length % 2 == 0 && (!hasPad || bytes[identifierEnd] == 0),
            "iso.record.odd",
            hasPad ? place.At(identifierEnd) : place,
            "The record's length is odd, or its pad byte not zero.",
            hasPad ? "ECMA-119 9.1.12" : "ECMA-119 9.1.13"
        );
    }

    private void CheckFlags(RecordView record, Place place)
    {
        var flags = record.Flags;
        var right =
            (flags & Reserved) == FileFlags.None
            && !(record.IsDirectory && (flags & FilesOnly) != FileFlags.None)
            && ((flags & NeedAttributes) == FileFlags.None || record.AttributeSectors > 0);
        findings.Require(
            right,
            "iso.record.flags",
            place,
            $"The flags {(byte)flags:x2} do not go together."
        );
        findings.Require(
            (flags & (FileFlags.Hidden | FileFlags.Associated)) == FileFlags.None,
            "iso.record.hidden",
            place,
            "The entry is hidden or an associated file."
        );
    }

    /// <summary>ECMA-119 9.5: its version is 1, and the owner's and group's numbers stand in both orders.</summary>
    private void CheckAttributes(RecordView record, Place place)
    {
        var right = false;
        if (image.Contains(record.Sector, Sector.Size))
        {
            var attributes = image.Block(record.Sector);
            right =
                attributes[180] == 1
                && BothEndian.Agree16(attributes)
                && BothEndian.Agree16(attributes[4..]);
        }

        findings.Require(
            right,
            "iso.record.attributes",
            place,
            $"Sector {record.Sector} holds no extended attribute record."
        );
    }
}
