using System.Text;
using Portal.Iso9660.Naming;
using Portal.Iso9660.Reading;

namespace Portal.Iso9660.Verification;

/// <summary>ECMA-119 7.5, 7.6 and Joliet: the identifiers of one directory.</summary>
internal sealed class NameRules(FindingList findings, bool isJoliet)
{
    private readonly HashSet<string> _folded = new(StringComparer.OrdinalIgnoreCase);
    private string _previous = "";

    public void Check(RecordView record, Place place)
    {
        if (isJoliet)
        {
            CheckJoliet(record.Identifier, place);
            return;
        }

        var text = Encoding.Latin1.GetString(record.Identifier);
        var right = record.IsDirectory ? IsDirectoryName(text) : IsFileName(text);
        if (!right)
        {
            findings.Add(
                "iso.d-characters",
                place,
                $"'{text}' is no identifier of at most 31 d-characters.",
                record.IsDirectory ? "ECMA-119 7.6" : "ECMA-119 7.5"
            );
        }
    }

    private void CheckJoliet(ReadOnlySpan<byte> identifier, Place place)
    {
        var whole = Encoding.BigEndianUnicode.GetString(identifier);
        var name = whole.EndsWith(";1", StringComparison.Ordinal) ? whole[..^2] : whole;
        var allowed =
            identifier.Length % 2 == 0
            && name.Length is > 0 and <= JolietNames.MaxLength
            && !name.AsSpan().ContainsAny(CharacterSets.NotInJoliet)
            && !name.AsSpan().ContainsAnyInRange('\0', '\u001F')
            && !name.Contains('\uFFFD', StringComparison.Ordinal);
        if (!allowed)
        {
            findings.Add("iso.joliet.name", place, $"'{name}' is no Joliet name.");
        }

        findings.Require(
            name.Length <= JolietNames.StandardLength,
            "iso.joliet.name-long",
            place,
            "A Joliet name is longer than 64 characters."
        );

        // Sections of one file repeat its name; any other repetition is found as a duplicate.
        if (!_folded.Add(name) && name != _previous)
        {
            findings.Add(
                "iso.joliet.case-collision",
                place,
                $"'{name}' differs from another name by case only."
            );
        }

        _previous = name;
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
            && IsVersion(text.AsSpan(version + 1));
    }

    private static bool IsVersion(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExceptInRange('0', '9')
        && ushort.TryParse(text, out var number)
        && number is >= 1 and <= 32767;
}
