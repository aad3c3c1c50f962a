namespace Portal.Packaging.Manifests.Yaml;

/// <summary>A value of a YAML document, with the one-based line at which it begins.</summary>
internal abstract record YamlNode(int Line)
{
    /// <summary>What it is, for a sentence.</summary>
    public abstract string Noun { get; }
}

/// <summary>Text; plain when neither quoted nor a block, so that <c>true</c> and <c>"true"</c> differ.</summary>
internal sealed record YamlScalar(int Line, string Text, bool IsPlain) : YamlNode(Line)
{
    /// <summary>True for nothing at all, <c>~</c> and <c>null</c>.</summary>
    public bool IsNull => IsPlain && Text is ("" or "~" or "null" or "Null" or "NULL");

    public override string Noun => IsNull ? "nothing" : "text";
}

internal sealed record YamlList(int Line, IReadOnlyList<YamlNode> Items) : YamlNode(Line)
{
    public override string Noun => "a list";
}

internal sealed record YamlMap(int Line, IReadOnlyList<YamlField> Fields) : YamlNode(Line)
{
    public override string Noun => "a mapping";
}

/// <summary>A value that was refused already, an alias: what it would have been is not reported again.</summary>
internal sealed record YamlRefused(int Line) : YamlNode(Line)
{
    public override string Noun => "an alias";
}

internal readonly record struct YamlField(string Key, int Line, YamlNode Value);
