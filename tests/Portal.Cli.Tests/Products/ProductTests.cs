using System.Text;
using System.Text.Json;
using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Products;
using Portal.Testing;

namespace Portal.Cli.Tests.Products;

public sealed class ProductTests : IDisposable
{
    private readonly GtpRun _gtp = new();
    private readonly FakePortal _portal = new();

    public ProductTests()
    {
        _gtp.Environment["GTP_URL"] = _portal.Url.AbsoluteUri;
        _gtp.Environment["GTP_TOKEN"] = "gtp_x";
        _portal.ThenJson(
            new ProductWire("guest-tools", "Guest Tools", "GUEST_TOOLS", [], null, Samples.Then),
            ProtocolJson.Default.ProductWire,
            201
        );
    }

    public void Dispose()
    {
        _gtp.Dispose();
        _portal.Dispose();
    }

    [Fact]
    public async Task A_recipe_is_made_of_components_and_ranges()
    {
        await _gtp.RunAsync(
            "product",
            "create",
            "guest-tools",
            "--component",
            "qemu-guest-agent",
            "--component",
            "virtio-serial:>=0.1.240 <0.2"
        );

        var sent = Sent();
        Assert.Equal("guest-tools", sent.Title);
        Assert.Equal(
            [
                new RecipeComponentWire("qemu-guest-agent"),
                new RecipeComponentWire("virtio-serial", ">=0.1.240 <0.2"),
            ],
            sent.Components
        );
    }

    [Theory]
    [InlineData(
        """
            title: Guest Tools
            volumeId: GT
            components:
              - qemu-guest-agent
              - { name: virtio-serial, version: ">=0.1.240 <0.2" }
            """
    )]
    [InlineData(
        """
            {"title": "Guest Tools", "volumeId": "GT", "components": [
              {"name": "qemu-guest-agent"},
              {"name": "virtio-serial", "version": ">=0.1.240 <0.2"}]}
            """
    )]
    public async Task A_recipe_is_read_from_yaml_or_json(string text)
    {
        var file = _gtp.Put("recipe", text);

        var answer = await _gtp.RunAsync("product", "create", "guest-tools", "--file", file);

        Assert.Equal(0, answer.ExitCode);
        var sent = Sent();
        Assert.Equal(("Guest Tools", "GT"), (sent.Title, sent.VolumeId));
        Assert.Equal(
            [
                new RecipeComponentWire("qemu-guest-agent"),
                new RecipeComponentWire("virtio-serial", ">=0.1.240 <0.2"),
            ],
            sent.Components
        );
    }

    [Theory]
    [InlineData("components: [a]\nflavour: none", ":2: ")]
    [InlineData("title: x", ":1: ")]
    [InlineData("components:\n  - {name: a, version: '>>1'}", "not a version range")]
    [InlineData("components: [", ": ")]
    [InlineData("- a", "one mapping")]
    public async Task A_recipe_with_a_mistake_is_not_sent(string text, string told)
    {
        var file = _gtp.Put("recipe.yaml", text);

        var answer = await _gtp.RunAsync("product", "create", "guest-tools", "--file", file);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(told, answer.Error, StringComparison.Ordinal);
        Assert.Empty(_portal.Requests);
    }

    private ProductCreateWire Sent() =>
        JsonSerializer.Deserialize(
            Encoding.UTF8.GetString(Assert.Single(_portal.Requests).Body),
            ProtocolJson.Default.ProductCreateWire
        )!;
}
