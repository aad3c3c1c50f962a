using System.Diagnostics.CodeAnalysis;

namespace Portal.Packaging.Manifests;

/// <summary>
/// Names files of a component: a relative path with '/', in which <c>*</c> stands for any characters of one name, <c>?</c>
/// for one, and <c>{arch}</c> for any spelling of one architecture (<c>amd64</c>, <c>x64</c>, <c>ARM64</c>). Where folders are
/// allowed, a '/' at the end stands for everything below. Upper and lower case differ.
/// </summary>
public sealed class PathPattern
{
    /// <summary>Bounds the work that one pattern can ask for.</summary>
    public const int MaximumWildcards = 8;

    /// <summary>In characters.</summary>
    public const int MaximumLength = 1024;

    private readonly NamePattern[] _names;

    private PathPattern(string text, int line, NamePattern[] names)
    {
        Text = text;
        Line = line;
        IsFolder = text.EndsWith('/');
        _names = names;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>One-based line of the manifest.</summary>
    public int Line { get; }

    /// <summary>True when it ends with '/' and so stands for everything below a folder.</summary>
    public bool IsFolder { get; }

    /// <summary>True when it has an <c>{arch}</c>.</summary>
    public bool NamesArchitecture =>
        Text.Contains(NamePattern.ArchitecturePlaceholder, StringComparison.Ordinal);

    /// <summary>True when the pattern stands for the path of a file.</summary>
    /// <param name="path">Relative to the component's root, '/'-separated.</param>
    /// <param name="architecture">The canonical architecture that <c>{arch}</c> stands for; without one, it matches nothing.</param>
    public bool Matches(string path, string? architecture = null)
    {
        var rest = path.AsSpan();
        for (var i = 0; i < _names.Length; i++)
        {
            var slash = rest.IndexOf('/');
            var mustEnd = i == _names.Length - 1 && !IsFolder;
            if (
                mustEnd != (slash < 0)
                || !_names[i].Matches(slash < 0 ? rest : rest[..slash], architecture)
            )
            {
                return false;
            }

            rest = rest[(slash + 1)..];
        }

        return true;
    }

    public override string ToString() => Text;

    /// <summary>Reads a pattern; <paramref name="error"/> is one sentence that says why it is none.</summary>
    internal static bool TryParse(
        string text,
        int line,
        [NotNullWhen(true)] out PathPattern? pattern,
        [NotNullWhen(false)] out string? error
    )
    {
        pattern = null;
        error = Problem(text);
        if (error is not null)
        {
            return false;
        }

        var names = (text.EndsWith('/') ? text[..^1] : text)
            .Split('/')
            .Select(name => new NamePattern(name))
            .ToArray();
        if (names.Sum(name => name.Wildcards) > MaximumWildcards)
        {
            error = $"A path has at most {MaximumWildcards} wildcards.";
            return false;
        }

        pattern = new PathPattern(text, line, names);
        return true;
    }

    private static string? Problem(string text)
    {
        var names = (text.EndsWith('/') ? text[..^1] : text).Split('/');
        var withoutArch = text.Replace(
            NamePattern.ArchitecturePlaceholder,
            "",
            StringComparison.Ordinal
        );
        return text.Length > MaximumLength ? $"A path has at most {MaximumLength} characters."
            : text.StartsWith('/') || text is [_, ':', ..]
                ? "A path is relative to the component's root."
            : text.Contains('\\', StringComparison.Ordinal)
                ? "Folders are separated by '/', on every system."
            : names.Contains("") ? "A path has no empty names."
            : names.Any(name => name is "." or "..") ? "A path has no '.' and no '..'."
            : text.Contains("**", StringComparison.Ordinal)
                ? "A '*' stands for characters of one name; there is no '**'."
            : withoutArch.AsSpan().ContainsAny('{', '}') ? "The only placeholder is {arch}."
            : null;
    }
}
