using System.Reflection;

namespace Portal.Packaging.Schemas;

/// <summary>The JSON Schemas (draft 2020-12) that this project publishes; their files are in docs/schemas.</summary>
public static class PublishedSchemas
{
    /// <summary>The media type of a schema.</summary>
    public const string MediaType = "application/schema+json";

    private static readonly Assembly Assembly = typeof(PublishedSchemas).Assembly;

    /// <summary><c>component</c>, the manifest; <c>result</c> and <c>state</c>, what installers leave in a guest.</summary>
    public static IReadOnlyList<string> Names { get; } = ["component", "result", "state"];

    /// <summary>A schema as it is published.</summary>
    /// <exception cref="ArgumentException">The name is none of <see cref="Names"/>.</exception>
    public static string Text(string name)
    {
        using var stream =
            (
                Names.Contains(name)
                    ? Assembly.GetManifestResourceStream($"{name}.schema.json")
                    : null
            ) ?? throw new ArgumentException($"There is no schema '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
