namespace Portal.Architecture;

/// <summary>A .cs or .razor file of ours, as text: what it mentions, which namespaces it declares.</summary>
internal sealed class SourceFile
{
    private readonly Lazy<SourceFacts> _facts;

    /// <param name="path">Relative to the repository, '/'-separated: <c>src/Portal.Core/Releases/Release.cs</c>.</param>
    /// <param name="text">The whole file.</param>
    public SourceFile(string path, string text)
    {
        Path = path;
        Text = text;
        _facts = new(() => IsRazor ? RazorFacts.Read(text) : CSharpFacts.Read(text));
    }

    public string Path { get; }

    public string Text { get; }

    public bool IsRazor => Path.EndsWith(".razor", StringComparison.Ordinal);

    /// <summary>The name of the project folder: <c>Portal.Core</c>.</summary>
    public string Project => Path.Split('/')[1];

    /// <summary>The folders between the project and the file: <c>[Releases]</c>, empty at the project's root.</summary>
    public string[] Folders => Path.Split('/')[2..^1];

    public int Lines => Text.Length == 0 ? 0 : Text.TrimEnd('\n').Count(c => c == '\n') + 1;

    public SourceFacts Facts => _facts.Value;
}

/// <summary>What a source says, whichever language it is written in.</summary>
/// <param name="Mentions">Usings and qualified names under <c>Portal</c>.</param>
/// <param name="Namespaces">The namespaces it declares types in; "" for the global one.</param>
/// <param name="Calls">Member accesses as <c>Type.Member</c>, with their lines.</param>
internal sealed record SourceFacts(
    IReadOnlyList<Mention> Mentions,
    IReadOnlyList<string> Namespaces,
    IReadOnlyList<Mention> Calls
);
