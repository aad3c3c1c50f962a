namespace Portal.Architecture;

/// <summary>A place where a source names something under <c>Portal</c>.</summary>
/// <param name="Name">The dotted name as far as it is written, from <c>Portal.</c> on: <c>Portal.Releases.Release</c>.</param>
/// <param name="Line">One-based line.</param>
/// <param name="IsRelative">Written without <c>Portal.</c>, as the enclosing namespace allows.</param>
internal readonly record struct Mention(string Name, int Line, bool IsRelative = false)
{
    /// <summary>The word after <c>Portal.</c>: a concept (<c>Releases</c>) or a library (<c>Iso9660</c>).</summary>
    public string Word => Name.Split('.') is [_, var word, ..] ? word : "";
}
