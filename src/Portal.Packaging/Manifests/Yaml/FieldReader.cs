namespace Portal.Packaging.Manifests.Yaml;

/// <summary>Text and the one-based line at which it stands.</summary>
internal readonly record struct Located(string Text, int Line);

/// <summary>Reads the fields of one mapping by their types; what has another type is a finding and then as if absent.</summary>
internal sealed class FieldReader
{
    private readonly YamlMap _map;
    private readonly ManifestFindings _findings;

    /// <summary>Reports the keys of the mapping that are none of the known ones.</summary>
    public FieldReader(YamlMap map, IReadOnlyList<string> known, ManifestFindings findings)
    {
        _map = map;
        _findings = findings;
        foreach (var field in map.Fields.Where(field => !known.Contains(field.Key)))
        {
            findings.Add(
                "manifest.key.unknown",
                field.Line,
                $"The key {Quote.Of(field.Key)} is unknown here.",
                Quote.DidYouMean(field.Key, known) ?? $"Known are {string.Join(", ", known)}."
            );
        }
    }

    /// <summary>The line at which the mapping begins.</summary>
    public int Line => _map.Line;

    /// <summary>The line of a key; that of the mapping when it is absent.</summary>
    public int LineOf(string key) => Find(key)?.Line ?? _map.Line;

    public bool Has(string key) => Find(key) is not null;

    /// <summary>Text without control characters; null when absent or refused.</summary>
    public Located? Text(string key) =>
        Find(key) is { } field ? AsText(field.Value, key, multiline: false) : null;

    /// <summary>The same, with line ends and tabs.</summary>
    public Located? MultilineText(string key) =>
        Find(key) is { } field ? AsText(field.Value, key, multiline: true) : null;

    /// <summary>The same as <see cref="Text"/>; absent is a finding.</summary>
    public Located? RequiredText(string key, string example)
    {
        if (!Has(key))
        {
            _findings.Add(
                "manifest.key.required",
                Line,
                $"The key '{key}' is missing.",
                $"Add '{key}: {example}'."
            );
        }

        return Text(key);
    }

    /// <summary>One text or a list of different texts; empty when absent.</summary>
    /// <param name="mayBeEmpty">An empty list means the same as none; elsewhere it would match nothing, or everything.</param>
    public IReadOnlyList<Located> Texts(string key, bool mayBeEmpty = false)
    {
        if (Find(key) is not { } field)
        {
            return [];
        }

        var items = field.Value is YamlList list ? list.Items : [field.Value];
        if (items.Count == 0 && !mayBeEmpty)
        {
            _findings.Add(
                "manifest.list.empty",
                field.Line,
                $"The list '{key}' is empty.",
                "Leave the key out."
            );
        }

        var texts = new List<Located>();
        foreach (var item in items)
        {
            if (AsText(item, key, multiline: false) is not { } text)
            {
                continue;
            }

            if (texts.Exists(t => t.Text == text.Text))
            {
                _findings.Add(
                    "manifest.list.duplicate",
                    text.Line,
                    $"{Quote.Of(text.Text)} stands twice in '{key}'."
                );
                continue;
            }

            texts.Add(text);
        }

        return texts;
    }

    /// <summary><c>true</c> or <c>false</c>, unquoted; null when absent or refused.</summary>
    public bool? Flag(string key)
    {
        switch (Find(key)?.Value)
        {
            case YamlScalar { IsPlain: true, Text: "true" }:
                return true;
            case YamlScalar { IsPlain: true, Text: "false" }:
                return false;
            case null or YamlRefused:
                return null;
            case var other:
                RefuseType(other, key, "true or false");
                return null;
        }
    }

    /// <summary>A list of anything; empty when absent.</summary>
    public IReadOnlyList<YamlNode> List(string key)
    {
        switch (Find(key)?.Value)
        {
            case YamlList list:
                return list.Items;
            case null or YamlRefused:
                return [];
            case var other:
                RefuseType(other, key, "a list");
                return [];
        }
    }

    /// <summary>A mapping; null when absent or refused.</summary>
    public YamlMap? Map(string key)
    {
        switch (Find(key)?.Value)
        {
            case YamlMap map:
                return map;
            case null or YamlRefused:
                return null;
            case var other:
                RefuseType(other, key, "a mapping");
                return null;
        }
    }

    private YamlField? Find(string key)
    {
        foreach (var field in _map.Fields)
        {
            if (field.Key == key)
            {
                return field;
            }
        }

        return null;
    }

    private Located? AsText(YamlNode node, string key, bool multiline)
    {
        if (node is YamlRefused)
        {
            return null;
        }

        if (node is not YamlScalar { IsNull: false } scalar)
        {
            RefuseType(node, key, "text");
            return null;
        }

        if (
            scalar.Text.Any(c =>
                (char.IsControl(c) || IsLineSeparator(c)) && !(multiline && c is '\n' or '\t')
            )
        )
        {
            _findings.Add(
                "manifest.text.control-character",
                node.Line,
                $"The text of '{key}' has a line end or another control character."
            );
            return null;
        }

        if (string.IsNullOrWhiteSpace(scalar.Text))
        {
            _findings.Add("manifest.text.empty", node.Line, $"The text of '{key}' is empty.");
            return null;
        }

        return new Located(scalar.Text, node.Line);
    }

    private void RefuseType(YamlNode node, string key, string expected) =>
        _findings.Add("manifest.key.type", node.Line, $"'{key}' is {expected}, not {node.Noun}.");

    private static bool IsLineSeparator(char c) => c is '\u2028' or '\u2029';
}
