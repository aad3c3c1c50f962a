using System.Net;
using System.Text.Json;
using Portal.Testing;

namespace Portal.Components;

public sealed class SchemaTests
{
    [Fact]
    public async Task Schemas_are_served_to_anybody_and_nothing_else_is()
    {
        await using var portal = await TestPortal.StartAsync();
        var client = portal.Anonymous();

        foreach (
            var (name, title) in new[]
            {
                ("component", "component.yaml"),
                ("result", "Result of an installer run"),
                ("state", "What an installer put into a guest"),
            }
        )
        {
            var answer = await client.GetAsync($"/schemas/{name}.schema.json");
            Assert.Equal("application/schema+json", answer.Content.Headers.ContentType?.MediaType);
            var schema = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            Assert.Equal(title, schema.RootElement.GetProperty("title").GetString());
        }

        var missing = await client.GetAsync("/schemas/other.schema.json");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }
}
