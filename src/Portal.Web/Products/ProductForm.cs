using Portal.Parts;
using Portal.Problems;

namespace Portal.Products;

/// <summary>What the forms of a product are bound to.</summary>
public sealed class ProductForm
{
    public string? Name { get; set; }

    public string? Title { get; set; }

    /// <summary>Empty: made from the name.</summary>
    public string? VolumeId { get; set; }

    /// <summary>As <see cref="RecipeText"/> reads it.</summary>
    public string? Recipe { get; set; }

    /// <summary>Empty: nothing is demanded of drivers.</summary>
    public string? DriverSignature { get; set; }

    internal string? Demand => string.IsNullOrEmpty(DriverSignature) ? null : DriverSignature;

    /// <summary>What the recipe was when the form was shown: <see cref="Product.Tag"/>.</summary>
    public string? Tag { get; set; }

    /// <summary>The findings of the service at the fields of the form; those of the recipe name the line that was typed.</summary>
    internal PageProblems Problems(Error error)
    {
        var problems = new PageProblems();
        if (error.Findings is not { Count: > 0 } findings)
        {
            problems.Add(error, error.Code == ProductErrors.NameTaken.Code ? "name" : null);
            return problems;
        }

        var lines = RecipeText.Read(Recipe);
        foreach (var finding in findings)
        {
            var message = finding.Mend is null
                ? finding.Message
                : $"{finding.Message} {finding.Mend}";
            var (field, label) = finding.Path switch
            {
                "name" => ("name", "Name"),
                "title" => ("title", "Title"),
                "volumeId" => ("volume-id", "Volume id"),
                "driverSignature" => ("driver-signature", "Windows drivers"),
                "components" => ("recipe", "Recipe"),
                { } path when IndexOf(path) is { } i && i < lines.Count => (
                    "recipe",
                    $"Recipe, line {lines[i].Number}"
                ),
                _ => (null, ""),
            };
            problems.Add(field, label, message);
        }

        return problems;
    }

    // components[3].version
    private static int? IndexOf(string path)
    {
        const string Start = "components[";
        var end = path.IndexOf(']', StringComparison.Ordinal);
        return
            path.StartsWith(Start, StringComparison.Ordinal)
            && end > Start.Length
            && int.TryParse(path.AsSpan(Start.Length, end - Start.Length), out var index)
            ? index
            : null;
    }
}
