using System.Text;
using Portal.Iso9660.Naming;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>What the records of one directory owe each other: "." and ".." first, order, sections, and their names.</summary>
internal sealed class RecordSequence(FindingList findings, bool isJoliet)
{
    private byte[]? _previous;
    private bool _moreSections;
    private int _count;

    public void Add(RecordView record, WalkedDirectory directory, Place place)
    {
        var index = _count++;
        if (index < 2)
        {
            CheckSelfOrParent(record, index, directory, place);
            return;
        }

        if (record.IsSelfOrParent)
        {
            findings.Add(
                "iso.directory.dots",
                place,
                "ECMA-119 6.8.2.2",
                "'.' or '..' is recorded again."
            );
            return;
        }

        CheckOrder(record, place);
        CheckName(record, place);
        _previous = record.Identifier.ToArray();
        _moreSections = record.Flags.HasFlag(FileFlags.MultiExtent);
    }

    public void End(Place place)
    {
        findings.Require(
            _count >= 2,
            "iso.directory.dots",
            place,
            "ECMA-119 6.8.2.2",
            "'.' or '..' is missing."
        );
        RequireNoMoreSections(place);
    }

    private void CheckSelfOrParent(
        RecordView record,
        int index,
        WalkedDirectory directory,
        Place place
    )
    {
        var target = index == 0 ? directory : directory.Parent ?? directory;
        var right =
            record.IsSelfOrParent
            && record.Identifier[0] == index
            && record.IsDirectory
            && record.DataSector == target.Sector
            && record.DataLength == target.Length;
        findings.Require(
            right,
            "iso.directory.dots",
            place,
            "ECMA-119 6.8.2.2",
            "The first two records are not the directory itself and its parent."
        );
    }

    private void CheckOrder(RecordView record, Place place)
    {
        var order =
            _previous is null ? 1
            : isJoliet ? record.Identifier.SequenceCompareTo(_previous)
            : PrimaryNames.Compare(record.Identifier, _previous);
        if (order != 0)
        {
            RequireNoMoreSections(place);
        }

        findings.Require(
            order >= 0,
            "iso.directory.order",
            place,
            "ECMA-119 9.3",
            "Records are not sorted."
        );
        findings.Require(
            order != 0 || _moreSections,
            "iso.directory.duplicate",
            place,
            "ECMA-119 7.5, 7.6",
            "Two records have the same identifier."
        );
    }

    private void RequireNoMoreSections(Place place) =>
        findings.Require(
            !_moreSections,
            "iso.file.sections",
            place,
            "ECMA-119 6.5.1",
            "A file's last section is missing."
        );

    private void CheckName(RecordView record, Place place)
    {
        var identifier = record.Identifier;
        var at = place.At(DirectoryRecord.HeaderSize);
        if (isJoliet)
        {
            var name = Encoding.BigEndianUnicode.GetString(identifier);
            var version = name.EndsWith(";1", StringComparison.Ordinal)
                ? name.Length - 2
                : name.Length;
            var allowed =
                identifier.Length % 2 == 0
                && version <= JolietNames.MaxLength
                && !name.AsSpan(0, version).ContainsAny(CharacterSets.NotInJoliet)
                && !name.AsSpan().ContainsAnyInRange('\0', '\u001F');
            findings.Require(
                allowed,
                "iso.joliet.name",
                at,
                "Joliet",
                $"'{name}' is no Joliet name."
            );
            return;
        }

        var text = Encoding.Latin1.GetString(identifier);
        findings.Require(
            record.IsDirectory ? IsDirectoryName(text) : IsFileName(text),
            "iso.d-characters",
            at,
            record.IsDirectory ? "ECMA-119 7.6" : "ECMA-119 7.5",
            $"'{text}' is no identifier of at most 31 d-characters."
        );
    }

    private static bool IsDirectoryName(string text) =>
        text.Length <= 31 && !text.AsSpan().ContainsAnyExcept(CharacterSets.D);

    /// <summary>Name, dot, extension, ";" and a version of 1 to 32767.</summary>
    private static bool IsFileName(string text)
    {
        var version = text.IndexOf(';', StringComparison.Ordinal);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot >= 0
            && version > dot
            && version is > 1 and <= 31
            && !text.AsSpan(0, dot).ContainsAnyExcept(CharacterSets.D)
            && !text.AsSpan((dot + 1)..version).ContainsAnyExcept(CharacterSets.D)
            && ushort.TryParse(text.AsSpan(version + 1), out var number)
            && number is >= 1 and <= 32767;
    }
}
