namespace Portal.Protocol.Problems;

/// <summary>One thing that is wrong with an input: where it is, which rule it breaks, and how to mend it.</summary>
/// <param name="Rule">Stable id of the rule, lower case with dots: <c>archive.path.reserved-name</c>, <c>manifest.install.kind</c>.</param>
/// <param name="Message">One sentence for a person, present tense, that names the offending value.</param>
/// <param name="Path">The file inside the input, '/'-separated; null when the finding is about the whole.</param>
/// <param name="Line">One-based line in that file; null when there is none.</param>
/// <param name="Mend">What to do about it, one sentence; null when the message says it already.</param>
public sealed record Finding(
    string Rule,
    string Message,
    string? Path = null,
    int? Line = null,
    string? Mend = null
)
{
    /// <summary><c>path:line: rule: message (mend)</c>, the form compilers use, so that editors can jump to it.</summary>
    public override string ToString()
    {
        var place = (Path, Line) switch
        {
            (null, _) => "",
            (_, null) => $"{Path}: ",
            _ => $"{Path}:{Line}: ",
        };
        return Mend is null ? $"{place}{Rule}: {Message}" : $"{place}{Rule}: {Message} {Mend}";
    }
}
