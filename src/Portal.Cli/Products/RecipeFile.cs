using Portal.Cli.Shell;
using Portal.Protocol.Products;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Portal.Cli.Products;

/// <summary>What a recipe file says; each part may be missing.</summary>
/// <param name="Components">In the file's order.</param>
/// <remarks>
/// YAML, or JSON, which is YAML as well:
/// <code>
/// title: Guest Tools
/// volumeId: GUEST_TOOLS
/// driverSignature: attested
/// components:
///   - qemu-guest-agent
///   - { name: virtio-serial, version: "&gt;=0.1.240 &lt;0.2" }
/// </code>
/// </remarks>
internal sealed record RecipeFile(
    string? Title,
    string? VolumeId,
    IReadOnlyList<RecipeComponentWire> Components,
    string? DriverSignature = null
)
{
    private const long MaximumLength = 1 << 20;

    private static readonly string[] Keys =
    [
        "name",
        "title",
        "volumeId",
        "driverSignature",
        "components",
    ];

    public static RecipeFile Read(string path)
    {
        if (new FileInfo(path).Length > MaximumLength)
        {
            throw CommandException.Usage($"{path} is too large for a recipe.");
        }

        using var text = File.OpenText(path);
        var yaml = new YamlStream();
        try
        {
            yaml.Load(text);
        }
        catch (YamlException e)
        {
            throw CommandException.Usage($"{path}:{e.Start.Line}: {e.Message}");
        }

        return yaml.Documents is [{ RootNode: YamlMappingNode map }]
            ? Read(path, map)
            : throw CommandException.Usage($"{path}: a recipe is one mapping with 'components'.");
    }

    private static RecipeFile Read(string path, YamlMappingNode map)
    {
        Require(path, map, Keys);
        var components = Child(map, "components") switch
        {
            YamlSequenceNode list => list.Children,
            var other => throw Wrong(path, other ?? map, "'components' is a list"),
        };
        return new RecipeFile(
            Text(path, map, "title"),
            Text(path, map, "volumeId"),
            [.. components.Select(component => Component(path, component))],
            Text(path, map, "driverSignature")
        );
    }

    private static RecipeComponentWire Component(string path, YamlNode node)
    {
        switch (node)
        {
            case YamlScalarNode { Value: { } line }:
                return RecipeLine.Parse(line);
            case YamlMappingNode map:
                Require(path, map, ["name", "version"]);
                return RecipeLine.Check(
                    Text(path, map, "name") ?? throw Wrong(path, map, "a component has a 'name'"),
                    Text(path, map, "version")
                );
            default:
                throw Wrong(
                    path,
                    node,
                    "a component is a name, or a mapping of 'name' and 'version'"
                );
        }
    }

    private static void Require(string path, YamlMappingNode map, string[] keys)
    {
        foreach (var key in map.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } text } || !keys.Contains(text))
            {
                throw Wrong(
                    path,
                    key,
                    $"'{key}' is not known here; known are {string.Join(", ", keys)}"
                );
            }
        }
    }

    private static string? Text(string path, YamlMappingNode map, string key) =>
        Child(map, key) switch
        {
            null => null,
            YamlScalarNode { Value: { } text } => text,
            var other => throw Wrong(path, other, $"'{key}' is a text"),
        };

    private static YamlNode? Child(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static CommandException Wrong(string path, YamlNode node, string rule) =>
        CommandException.Usage($"{path}:{node.Start.Line}: {rule}.");
}
