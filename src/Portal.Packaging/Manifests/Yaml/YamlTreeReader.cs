using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Portal.Packaging.Manifests.Yaml;

/// <summary>
/// Reads the part of YAML that a manifest needs: one document of mappings, lists and text. Anchors, aliases, tags, directives
/// and further documents are findings: what they add is surprise, and a few lines of aliases unfold into gigabytes.
/// </summary>
internal sealed class YamlTreeReader
{
    /// <summary>A manifest needs four levels.</summary>
    public const int MaximumDepth = 16;

    private readonly Parser _parser;
    private readonly ManifestFindings _findings;

    private YamlTreeReader(Parser parser, ManifestFindings findings)
    {
        _parser = parser;
        _findings = findings;
    }

    /// <summary>The root of the document; null when it could not be read to its end, which is a finding.</summary>
    public static YamlNode? Read(string text, ManifestFindings findings)
    {
        using var input = new StringReader(text);
        var parser = new Parser(input);
        try
        {
            return new YamlTreeReader(parser, findings).ReadDocument();
        }
        catch (YamlException e)
        {
            findings.Add(
                "manifest.yaml",
                (int)Math.Max(1, e.Start.Line),
                $"This is not YAML: {e.Message.ReplaceLineEndings(" ")}"
            );
        }
        catch (TooDeepException e)
        {
            findings.Add(
                "manifest.yaml.depth",
                e.Line,
                $"Values are nested deeper than {MaximumDepth} levels."
            );
        }
        catch (Exception e)
            when (e
                    is InvalidOperationException
                        or ArgumentException
                        or FormatException
                        or OverflowException
            )
        {
            // YamlDotNet's parser has states of which it did not think: "a: [b" and then "c: d" is one.
            findings.Add(
                "manifest.yaml",
                (int)Math.Max(1, parser.Current?.Start.Line ?? 1),
                "This is not YAML: something before or in this line is not closed or not quoted."
            );
        }

        return null;
    }

    private YamlNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            _findings.Add(
                "manifest.yaml.empty",
                1,
                "The manifest is empty.",
                "Begin with 'component: <name>'."
            );
            return null;
        }

        var start = _parser.Consume<DocumentStart>();
        if (start.Version is not null || start.Tags is { } tags && tags.Any(tag => !IsDefault(tag)))
        {
            _findings.Add(
                "manifest.yaml.directive",
                Line(start),
                "A manifest has no directives (lines that begin with '%')."
            );
        }

        var root = ReadNode(1);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            _findings.Add(
                "manifest.yaml.documents",
                Line(second),
                "A manifest is one YAML document.",
                "Remove the '---' and what follows it."
            );
        }

        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        if (_parser.Accept<NodeEvent>(out var node))
        {
            RefuseAnchorAndTag(node);
            if (depth > MaximumDepth)
            {
                throw new TooDeepException(Line(node));
            }
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            _findings.Add(
                "manifest.yaml.alias",
                Line(alias),
                $"The alias {Quote.Of("*" + alias.Value.Value)} is not allowed.",
                "Write the value out."
            );
            return new YamlRefused(Line(alias));
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new YamlScalar(Line(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain);
        }

        return _parser.TryConsume<SequenceStart>(out var list)
            ? ReadList(list, depth)
            : ReadMap(_parser.Consume<MappingStart>(), depth);
    }

    private YamlList ReadList(SequenceStart start, int depth)
    {
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new YamlList(Line(start), items);
    }

    private YamlMap ReadMap(MappingStart start, int depth)
    {
        var fields = new List<YamlField>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not YamlScalar { IsNull: false } name)
            {
                _findings.Add("manifest.key.type", key.Line, $"A key is a word, not {key.Noun}.");
            }
            else if (fields.FindIndex(f => f.Key == name.Text) is var first and >= 0)
            {
                _findings.Add(
                    "manifest.key.duplicate",
                    name.Line,
                    $"The key {Quote.Of(name.Text)} stands here already in line {fields[first].Line}.",
                    "Keep one of them."
                );
            }
            else
            {
                fields.Add(new YamlField(name.Text, name.Line, value));
            }
        }

        return new YamlMap(Line(start), fields);
    }

    private void RefuseAnchorAndTag(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            _findings.Add(
                "manifest.yaml.anchor",
                Line(node),
                $"The anchor {Quote.Of("&" + node.Anchor.Value)} is not allowed.",
                "Write the value out where it is needed."
            );
        }

        if (!node.Tag.IsEmpty)
        {
            _findings.Add(
                "manifest.yaml.tag",
                Line(node),
                $"The tag {Quote.Of(node.Tag.ToString())} is not allowed."
            );
        }
    }

    // The parser itself adds these two to every document.
    private static bool IsDefault(YamlDotNet.Core.Tokens.TagDirective tag) =>
        tag is { Handle: "!", Prefix: "!" } or { Handle: "!!", Prefix: "tag:yaml.org,2002:" };

    private static int Line(ParsingEvent e) => (int)e.Start.Line;

    private sealed class TooDeepException(int line) : Exception
    {
        public int Line { get; } = line;
    }
}
