namespace Portal.Packaging.Manifests;

/// <summary>One name of a <see cref="PathPattern"/>: text, <c>*</c>, <c>?</c> and <c>{arch}</c>.</summary>
internal sealed class NamePattern
{
    public const string ArchitecturePlaceholder = "{arch}";

    private readonly string _text;
    private readonly List<string> _tokens = [];

    public NamePattern(string text)
    {
        _text = text;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var wild = rest.IndexOfAny("*?{");
            var length =
                wild > 0 ? wild
                : wild < 0 ? rest.Length
                : rest[0] == '{' ? ArchitecturePlaceholder.Length
                : 1;
            _tokens.Add(rest[..length].ToString());
            rest = rest[length..];
        }
    }

    /// <summary>How many of its parts are not plain text.</summary>
    public int Wildcards => _tokens.Count(token => token is "*" or "?" or ArchitecturePlaceholder);

    // Carries the set of positions in the name that the tokens so far can have reached. Nothing is tried twice, so no pattern
    // is slow: the cost is tokens times characters.
    public bool Matches(ReadOnlySpan<char> name, string? architecture)
    {
        if (Wildcards == 0)
        {
            return name.SequenceEqual(_text);
        }

        Span<bool> reached = new bool[name.Length + 1];
        Span<bool> next = new bool[name.Length + 1];
        reached[0] = true;
        foreach (var token in _tokens)
        {
            next.Clear();
            for (var at = reached.IndexOf(true); at >= 0 && at <= name.Length; at++)
            {
                if (token == "*")
                {
                    next[at..].Fill(true);
                    break;
                }

                var length = reached[at] ? TakenBy(token, name[at..], architecture) : 0;
                next[at + length] |= length > 0;
            }

            var swap = reached;
            reached = next;
            next = swap;
        }

        return reached[^1];
    }

    private static int TakenBy(string token, ReadOnlySpan<char> rest, string? architecture) =>
        token switch
        {
            "?" => rest.IsEmpty ? 0 : 1,
            ArchitecturePlaceholder => architecture is null
                ? 0
                : Architectures.SpelledAtStart(rest, architecture),
            _ => rest.StartsWith(token, StringComparison.Ordinal) ? token.Length : 0,
        };
}
