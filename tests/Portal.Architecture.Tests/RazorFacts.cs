using System.Text.RegularExpressions;

namespace Portal.Architecture;

/// <summary>Reads a .razor file as text: there a qualified name counts wherever it stands, save in a comment.</summary>
internal static partial class RazorFacts
{
    public static SourceFacts Read(string text)
    {
        // Comments become blank lines, so that line numbers stay right.
        var code = Comment()
            .Replace(text, match => new string('\n', match.Value.Count(c => c == '\n')));
        return new SourceFacts(
            [
                .. QualifiedName()
                    .Matches(code)
                    .Select(match => new Mention(match.Value, LineAt(code, match.Index))),
            ],
            [.. NamespaceDirective().Matches(code).Select(match => match.Groups["name"].Value)],
            [
                .. Call()
                    .Matches(code)
                    .Select(match => new Mention(match.Value, LineAt(code, match.Index))),
            ]
        );
    }

    private static int LineAt(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex(@"@\*.*?\*@|<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w.])Portal(?:\.[A-Z]\w*)+")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(
        @"^@namespace\s+(?<name>[\w.]+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex NamespaceDirective();

    [GeneratedRegex(@"\b[A-Z]\w*\.[A-Z]\w*\b")]
    private static partial Regex Call();
}
