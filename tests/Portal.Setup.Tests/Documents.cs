using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Portal.Packaging.Schemas;

namespace Portal.Setup.Tests;

/// <summary>Documents that setup.exe leaves, each held against its published schema.</summary>
internal static class Documents
{
    private static readonly JsonSchema ResultSchema = JsonSchema.FromText(
        PublishedSchemas.Text("result")
    );

    private static readonly JsonSchema StateSchema = JsonSchema.FromText(
        PublishedSchemas.Text("state")
    );

    public static JsonNode Result(string text) => Check(ResultSchema, text);

    public static JsonNode State(string text) => Check(StateSchema, text);

    private static JsonNode Check(JsonSchema schema, string text)
    {
        using var document = JsonDocument.Parse(text);
        var results = schema.Evaluate(
            document.RootElement,
            new EvaluationOptions { OutputFormat = OutputFormat.List }
        );
        Assert.True(
            results.IsValid,
            string.Join(
                '\n',
                (results.Details ?? [])
                    .Where(d => d.Errors is not null)
                    .SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value}"))
                    .Append(text)
            )
        );
        return JsonNode.Parse(text)!;
    }
}
