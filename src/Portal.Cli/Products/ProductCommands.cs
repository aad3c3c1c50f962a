using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Products;

namespace Portal.Cli.Products;

/// <summary>Products: lines of ISOs and their recipes.</summary>
internal static class ProductCommands
{
    public static Command Build(Host host) =>
        new("product", "Products: lines of ISOs, and the recipes they are made from.")
        {
            Create(host),
            List(host),
            Show(host),
            FollowCommands.Follow(host),
            FollowCommands.Following(host),
            FollowCommands.Check(host),
            FollowCommands.Unfollow(host),
        };

    public static Argument<string> ProductArgument() =>
        Parsing.Name("product", "The product's name");

    private static Command Create(Host host)
    {
        var product = ProductArgument();
        var title = new Option<string?>("--title")
        {
            Description = "The name people read (default: the file's, else the product's name)",
            HelpName = "TEXT",
        };
        var volumeId = new Option<string?>("--volume-id")
        {
            Description =
                "Begin of the disc's label: A-Z 0-9 _, at most 16 (default: from the name)",
            HelpName = "ID",
        };
        var drivers = new Option<string?>("--driver-signature")
        {
            Description =
                "What Windows drivers have to be signed as at least: test-signed, publisher, attested or whql (default: any)",
            HelpName = "CLASS",
        };
        var components = new Option<string[]>("--component")
        {
            Description = "A component, and the versions that may be taken; repeat it",
            HelpName = "NAME[:RANGE]",
        };
        var file = new Option<FileInfo>("--file")
        {
            Description = "A recipe in YAML or JSON: title, volumeId, driverSignature, components",
            HelpName = "RECIPE",
        };
        file.AcceptExistingOnly();
        var command = new Command(
            "create",
            "Make a product from its recipe: which components, in which version ranges."
        )
        {
            product,
            title,
            volumeId,
            drivers,
            components,
            file,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(components) is null == result.GetResult(file) is null)
            {
                result.AddError("Give the recipe either by --component or by --file.");
            }
        });
        return command
            .WithExamples(
                """
                gtp product create guest-tools --title "Guest Tools" --component qemu-guest-agent --component "virtio-serial:>=0.1.240 <0.2"
                gtp product create guest-tools --file recipe.yaml
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var name = invocation.Get(product);
                    var recipe = invocation.Get(file) is { } path
                        ? RecipeFile.Read(path.FullName)
                        : new RecipeFile(
                            null,
                            null,
                            [.. (invocation.Get(components) ?? []).Select(RecipeLine.Parse)]
                        );
                    using var client = invocation.ConnectSignedIn();
                    var made = await client.Products.CreateAsync(
                        new ProductCreateWire(
                            name,
                            invocation.Get(title) ?? recipe.Title ?? name,
                            recipe.Components,
                            invocation.Get(volumeId) ?? recipe.VolumeId,
                            invocation.Get(drivers) ?? recipe.DriverSignature
                        ),
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        made,
                        screen =>
                            screen.Line($"Made the product {made.Name}, label {made.VolumeId}.")
                    );
                }
            );
    }

    private static Command List(Host host) =>
        new Command("list", "List the products.").Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var products = await client
                    .Products.ListAsync(cancellationToken)
                    .ToListAsync(cancellationToken);
                invocation.Screen.Result(
                    new PageWire<ProductWire>(products, null),
                    screen =>
                        screen.Table(
                            ["NAME", "TITLE", "NEWEST"],
                            [
                                .. products.Select(product =>
                                    (IReadOnlyList<string?>)
                                        [product.Name, product.Title, product.Newest]
                                ),
                            ]
                        )
                );
            }
        );

    private static Command Show(Host host)
    {
        var product = ProductArgument();
        return new Command("show", "Show a product and its recipe.") { product }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var shown = await client.Products.GetAsync(
                    invocation.Get(product),
                    cancellationToken
                );
                invocation.Screen.Result(
                    shown,
                    screen =>
                    {
                        screen.Fields(
                            ("name", shown.Name),
                            ("title", shown.Title),
                            ("label", shown.VolumeId),
                            ("drivers", shown.DriverSignature ?? "any"),
                            ("newest", shown.Newest ?? "no release yet"),
                            ("created", Texts.Time(shown.CreatedAt))
                        );
                        screen.Line("components:");
                        foreach (var component in shown.Components)
                        {
                            screen.Line($"  {component.Name} {component.Version ?? "*"}");
                        }
                    }
                );
            }
        );
    }
}
