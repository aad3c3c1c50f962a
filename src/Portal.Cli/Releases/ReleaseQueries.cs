using System.CommandLine;
using Portal.Cli.Products;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Releases;

namespace Portal.Cli.Releases;

/// <summary>Looks at releases.</summary>
internal static class ReleaseQueries
{
    public static Command List(Host host)
    {
        var product = ProductCommands.ProductArgument();
        return new Command("list", "List the releases of a product.") { product }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var releases = await client
                    .Releases.ListAsync(invocation.Get(product), cancellationToken)
                    .ToListAsync(cancellationToken);
                invocation.Screen.Result(
                    new PageWire<ReleaseWire>(releases, null),
                    screen =>
                        screen.Table(
                            ["VERSION", "STATE", "CREATED", "SIZE", "SHA256"],
                            [
                                .. releases.Select(release =>
                                    (IReadOnlyList<string?>)
                                        [
                                            release.Version,
                                            release.State,
                                            Texts.Time(release.CreatedAt),
                                            release.Image is { } image
                                                ? Texts.Bytes(image.Length)
                                                : null,
                                            release.Image?.Sha256.Hex,
                                        ]
                                ),
                            ]
                        )
                );
            }
        );
    }

    public static Command Show(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var version = Parsing.ReleaseVersion("The version of the release");
        return new Command("show", "Show a release: state, components, image.")
        {
            product,
            version,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var release = await client.Releases.GetAsync(
                    invocation.Get(product),
                    invocation.Get(version),
                    cancellationToken
                );
                invocation.Screen.Result(release, screen => Write(screen, release));
            }
        );
    }

    public static void Write(Screen screen, ReleaseWire release)
    {
        screen.Fields(
            ("release", $"{release.Product} {release.Version}"),
            ("state", release.State),
            ("reason", release.Reason),
            ("error", release.Error),
            ("created", $"{Texts.Time(release.CreatedAt)} by {release.CreatedBy}"),
            ("ready", Texts.Time(release.ReadyAt)),
            ("lock", release.Lock.Hex),
            ("image", release.Image is { } image ? Texts.Bytes(image.Length) : null),
            ("sha256", release.Image?.Sha256.Hex)
        );
        foreach (var warning in release.Warnings)
        {
            screen.Line($"warning: {warning}");
        }

        screen.Line("components:");
        foreach (var component in release.Components)
        {
            var yanked = component.Yanked is { } reason ? $" (yanked: {reason})" : "";
            screen.Line($"  {component.Name} {component.Version}{yanked}");
        }
    }
}
