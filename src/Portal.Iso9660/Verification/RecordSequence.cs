using Portal.Iso9660.Planning;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>What the records of one directory owe each other: "." and ".." first, order, sections.</summary>
internal sealed class RecordSequence(FindingList findings, WalkedDirectory directory, bool isJoliet)
{
    private readonly NameRules _names = new(findings, isJoliet);
    private byte[]? _previous;
    private FileFlags _previousFlags;
    private int _count;

    /// <summary>Of the file whose sections are being recorded.</summary>
    private long _fileLength;
    private long _nextSector;
    private bool _isSectionFull;

    private bool MoreSections => _previousFlags.HasFlag(FileFlags.MultiExtent);

    public void Add(RecordView record, Place place)
    {
        var index = _count++;
        if (index < 2)
        {
            CheckSelfOrParent(record, index, place);
            return;
        }

        if (record.IsSelfOrParent)
        {
            findings.Add("iso.directory.dots", place, "'.' or '..' is recorded again.");
            return;
        }

        CheckOrder(record, place);
        CheckSections(record, place);
        _names.Check(record, place.At(DirectoryRecord.HeaderSize));
        _previous = record.Identifier.ToArray();
        _previousFlags = record.Flags;
    }

    public void End()
    {
        var place = new Place(directory.Sector, 0);
        findings.Require(_count >= 2, "iso.directory.dots", place, "'.' or '..' is missing.");
        RequireNoMoreSections(place);
    }

    private void CheckSelfOrParent(RecordView record, int index, Place place)
    {
        var target = index == 0 ? directory : directory.Parent ?? directory;
        var right =
            record.IsSelfOrParent
            && record.Identifier[0] == index
            && record.IsDirectory
            && record.AttributeSectors == target.AttributeSectors
            && record.DataSector == target.Sector
            && record.DataLength == target.Length;
        findings.Require(
            right,
            "iso.directory.dots",
            place,
            $"Record {index + 1} is not {(index == 0 ? "the directory itself" : "its parent")}."
        );
    }

    private void CheckOrder(RecordView record, Place place)
    {
        if (_previous is null)
        {
            return;
        }

        var order = RecordOrder.Compare(_previous, record.Identifier, isJoliet);
        findings.Require(
            order != RecordOrder.Result.Unsorted,
            "iso.directory.order",
            place.At(DirectoryRecord.HeaderSize),
            "Records are not sorted."
        );
        findings.Require(
            order != RecordOrder.Result.Same
                || MoreSections
                || _previousFlags.HasFlag(FileFlags.Associated),
            "iso.directory.duplicate",
            place.At(DirectoryRecord.HeaderSize),
            "Two records have the same identifier."
        );
        findings.Require(
            order != RecordOrder.Result.OtherVersion,
            "iso.record.duplicate-version",
            place.At(DirectoryRecord.HeaderSize),
            "A file has several versions."
        );
    }

    private void CheckSections(RecordView record, Place place)
    {
        var goesOn = MoreSections && record.Identifier.SequenceEqual(_previous);
        if (!goesOn)
        {
            RequireNoMoreSections(place);
            _fileLength = 0;
        }
        else
        {
            findings.Require(
                _isSectionFull,
                "iso.file.sections",
                place,
                "The section before this one does not fill its sectors."
            );
            findings.Require(
                record.DataSector == _nextSector,
                "iso.file.scattered",
                place.At(2),
                "The section does not follow the one before it."
            );
        }

        var wasLarge = _fileLength >= TreeRemarks.LargeFile;
        _fileLength += record.DataLength;
        findings.Require(
            wasLarge || record.IsDirectory || _fileLength < TreeRemarks.LargeFile,
            "iso.file.large",
            place.At(10),
            "The file has 2 GiB or more."
        );
        _isSectionFull = record.DataLength % Sector.Size == 0 && record.DataLength > 0;
        _nextSector = record.DataSector + Sector.Count(record.DataLength);
    }

    private void RequireNoMoreSections(Place place) =>
        findings.Require(
            !MoreSections,
            "iso.file.sections",
            place,
            "A file's last section is missing."
        );
}
