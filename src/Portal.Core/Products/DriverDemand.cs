using Portal.Components;
using Portal.Packaging.Resolving;
using Portal.Protocol.Problems;
using Portal.Trust.Authenticode;

namespace Portal.Products;

/// <summary>Whether the Windows drivers of a release are signed as its product demands.</summary>
public sealed class DriverDemand(ComponentDrivers drivers)
{
    /// <summary>One for each driver that is not; its path is the component.</summary>
    public const string Rule = "release.driver-signature";

    /// <summary>Every driver that falls short; none when the product demands nothing.</summary>
    public async Task<IReadOnlyList<Finding>> CheckAsync(
        Product product,
        Resolution resolution,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(product);
        ArgumentNullException.ThrowIfNull(resolution);
        if (!SignatureClasses.TryParse(product.DriverSignature, out var demanded))
        {
            return [];
        }

        var findings = new List<Finding>();
        foreach (var chosen in resolution.Components)
        {
            var offered = await drivers.OfferedAsync(
                chosen.Name,
                chosen.Version.Text,
                cancellationToken
            );
            findings.AddRange(
                from driver in offered
                where !SignatureClasses.TryParse(driver.Offered, out var found) || found < demanded
                select new Finding(
                    Rule,
                    $"The driver '{driver.Path}' of {chosen.Name} {chosen.Version} is {driver.Offered}, and {product.Name} demands {product.DriverSignature}.",
                    chosen.Name,
                    Mend: "Take a version whose drivers are signed so, or change what the product demands."
                )
            );
        }

        return findings;
    }
}
