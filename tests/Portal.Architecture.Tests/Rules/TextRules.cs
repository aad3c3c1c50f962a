namespace Portal.Architecture.Rules;

/// <summary>How long a source may be, and what none calls.</summary>
internal static class TextRules
{
    public static IEnumerable<Breach> Length(SourceFile source)
    {
        if (source.Lines > Arrows.LongestFile && !Arrows.LongFiles.Contains(source.Path))
        {
            yield return new Breach(
                source.Path,
                0,
                $"{source.Lines} lines; the limit is {Arrows.LongestFile}."
            );
        }
    }

    public static IEnumerable<Breach> Calls(SourceFile source) =>
        source
            .Facts.Calls.Where(call => Arrows.BannedCalls.Contains(call.Name))
            .Select(call => new Breach(source.Path, call.Line, $"{call.Name} is banned."));
}
