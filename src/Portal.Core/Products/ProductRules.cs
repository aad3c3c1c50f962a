using Portal.Packaging.Locks;
using Portal.Packaging.Versions;
using Portal.Protocol;
using Portal.Protocol.Problems;
using Portal.Trust.Authenticode;

namespace Portal.Products;

/// <summary>What a product has to keep to.</summary>
public static class ProductRules
{
    /// <summary>What may be demanded of the Windows drivers of a release, the least first.</summary>
    public static IReadOnlyList<string> DriverSignatures { get; } =
    [
        SignatureClass.TestSigned.Text(),
        SignatureClass.Publisher.Text(),
        SignatureClass.Attested.Text(),
        SignatureClass.Whql.Text(),
    ];

    /// <summary><c>/products/new</c> makes one, so that no product is called so.</summary>
    private const string NewPage = "new";

    /// <summary>Every finding at once; their paths are those of the fields on the wire.</summary>
    internal static List<Finding> Check(
        string name,
        string title,
        string? volumeId,
        IReadOnlyList<RecipeLine> recipe,
        string? driverSignature
    )
    {
        List<Finding> findings = [.. CheckName(name), .. CheckTitle(title)];
        if (volumeId is not null && !VolumeId.IsPrefix(volumeId))
        {
            findings.Add(
                new(
                    "product.volume-id",
                    $"'{volumeId}' is no volume id.",
                    "volumeId",
                    Mend: $"Use A-Z, 0-9 and _, at most {VolumeId.MaximumPrefix}: the version is added to it."
                )
            );
        }

        if (driverSignature is not null && !DriverSignatures.Contains(driverSignature))
        {
            findings.Add(
                new(
                    "product.driver-signature",
                    $"'{driverSignature}' cannot be demanded of drivers.",
                    "driverSignature",
                    Mend: $"Use one of {string.Join(", ", DriverSignatures)}, or nothing."
                )
            );
        }

        if (recipe.Count == 0)
        {
            findings.Add(
                new("product.recipe-empty", "A product has at least one component.", "components")
            );
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < recipe.Count; i++)
        {
            CheckLine(recipe[i], $"components[{i}]", seen, findings);
        }

        return findings;
    }

    /// <summary>What is wrong with a name.</summary>
    internal static IEnumerable<Finding> CheckName(string name)
    {
        if (!Names.IsName(name))
        {
            yield return new(
                "product.name",
                $"'{name}' is no product name.",
                "name",
                Mend: "Use a-z, 0-9 and -, at most 63."
            );
        }
        else if (name == NewPage)
        {
            yield return new(
                "product.name",
                $"'{name}' is the address of the page that makes products.",
                "name",
                Mend: "Choose another name."
            );
        }
    }

    /// <summary>What is wrong with a title.</summary>
    internal static IEnumerable<Finding> CheckTitle(string title)
    {
        if (string.IsNullOrWhiteSpace(title) || title.Trim().Length > ProductService.MaxTitle)
        {
            yield return new(
                "product.title",
                $"A title has 1 to {ProductService.MaxTitle} characters.",
                "title"
            );
        }
    }

    private static void CheckLine(
        RecipeLine line,
        string path,
        HashSet<string> seen,
        List<Finding> findings
    )
    {
        if (!Names.IsName(line.Name))
        {
            findings.Add(
                new(
                    "product.component-name",
                    $"'{line.Name}' is no component name.",
                    $"{path}.name"
                )
            );
        }
        else if (!seen.Add(line.Name))
        {
            findings.Add(
                new(
                    "product.component-twice",
                    $"'{line.Name}' stands in the recipe twice.",
                    $"{path}.name"
                )
            );
        }

        if (line.Range is not null && !VersionRange.TryParse(line.Range, out _, out var error))
        {
            findings.Add(
                new(
                    "product.range",
                    error,
                    $"{path}.version",
                    Mend: "Write for example '>=1.2 <2'."
                )
            );
        }
    }
}
