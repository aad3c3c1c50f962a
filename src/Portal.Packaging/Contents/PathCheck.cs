using System.Buffers;
using System.Text;
using Portal.Packaging.Contents.Unicode;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Contents;

/// <summary>Holds one path against <see cref="PathRules"/>; each rule is reported at most once.</summary>
internal sealed class PathCheck
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"\\|?*");

    private readonly string _path;
    private readonly List<Finding> _findings = [];

    private PathCheck(string path) => _path = path;

    /// <summary>All that is wrong with the path; empty when it is good.</summary>
    public static IReadOnlyList<Finding> Run(string path)
    {
        var check = new PathCheck(path);
        if (path.Length > PathRules.MaxLength)
        {
            // Looked at no further: what follows is not linear in the length.
            check.Report(
                PathRules.Length,
                $"The path has {path.Length} characters; {PathRules.MaxLength} are allowed."
            );
            return check._findings;
        }

        check.Characters(path);
        check.Segments(path, "");
        if (!Ascii.IsValid(path) && !check.Has(PathRules.Utf8))
        {
            check.Unicode();
        }

        return check._findings;
    }

    /// <summary>What the path becomes by compatibility, without what does not show.</summary>
    public static string Compatible(string path)
    {
        if (Ascii.IsValid(path))
        {
            return path;
        }

        var visible = new StringBuilder(path.Length);
        foreach (var rune in path.EnumerateRunes())
        {
            if (UnicodeTable.Instance.ClassOf(rune.Value) is not CharacterClass.Ignorable)
            {
                visible.Append(rune.ToString());
            }
        }

        return Normalization.FormKC(visible.ToString());
    }

    private void Unicode()
    {
        if (Normalization.FormC(_path) != _path)
        {
            Report(PathRules.Form, "The path is not in Unicode normalisation form C.");
        }

        var compatible = Compatible(_path);
        if (compatible != _path)
        {
            Characters(compatible);
            Segments(compatible, " when read by compatibility");
        }
    }

    private void Characters(string path)
    {
        var i = path.AsSpan().IndexOfAny(Forbidden);
        if (path.Contains('\\'))
        {
            Report(PathRules.Backslash, "The path holds a backslash.");
        }
        else if (i >= 0)
        {
            Report(PathRules.Character, $"The path holds '{path[i]}'.");
        }

        foreach (var rune in path.EnumerateRunes())
        {
            // The replacement character stands for bytes, or half a surrogate pair, that could not be read.
            if (rune == Rune.ReplacementChar)
            {
                Report(PathRules.Utf8, "The path is not valid Unicode text.");
            }
            else if (RuleFor(rune) is { } rule)
            {
                Report(rule, $"The path holds {Shown.CodePoint(rune.Value)}.");
            }
        }
    }

    private static ContentRule? RuleFor(Rune rune) =>
        rune.Value is >= ' ' and < 0x7F
            ? null
            : UnicodeTable.Instance.ClassOf(rune.Value) switch
            {
                CharacterClass.Control => PathRules.Control,
                CharacterClass.Bidi => PathRules.Bidi,
                CharacterClass.Private => PathRules.PrivateUse,
                CharacterClass.Unassigned => PathRules.Unassigned,
                _ => null,
            };

    private void Segments(string path, string how)
    {
        if (path.StartsWith('/'))
        {
            Report(PathRules.Absolute, $"The path begins with '/'{how}.");
            path = path[1..];
        }

        var segments = path.Split('/');
        if (segments.Length > PathRules.MaxDepth)
        {
            Report(
                PathRules.Depth,
                $"The path has {segments.Length} levels; {PathRules.MaxDepth} are allowed."
            );
        }

        foreach (var segment in segments)
        {
            Segment(segment, how);
        }
    }

    private void Segment(string segment, string how)
    {
        if (segment.Length == 0)
        {
            Report(PathRules.EmptySegment, $"The path has an empty segment{how}.");
            return;
        }

        if (segment is "." or "..")
        {
            Report(PathRules.DotSegment, $"The path has a segment '{segment}'{how}.");
            return;
        }

        if (segment[0] is '-' or '~' or ' ')
        {
            Report(
                PathRules.Beginning,
                $"'{Shown.Text(segment)}' begins with '{segment[0]}'{how}."
            );
        }

        if (segment[^1] is ' ' or '.')
        {
            Report(PathRules.Ending, $"'{Shown.Text(segment)}' ends in '{segment[^1]}'{how}.");
        }

        if (DeviceNames.Has(segment))
        {
            Report(
                PathRules.ReservedName,
                $"'{Shown.Text(segment)}' is the name of a Windows device{how}."
            );
        }

        if (Encoding.UTF8.GetByteCount(segment) > PathRules.MaxSegmentBytes)
        {
            Report(
                PathRules.Length,
                $"'{Shown.Text(segment)}' is longer than {PathRules.MaxSegmentBytes} bytes."
            );
        }
    }

    private bool Has(ContentRule rule) => _findings.Exists(finding => finding.Rule == rule.Id);

    private void Report(ContentRule rule, string message)
    {
        if (!Has(rule))
        {
            _findings.Add(rule.Broken(message, _path));
        }
    }
}
