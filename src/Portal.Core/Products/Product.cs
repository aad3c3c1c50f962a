using System.Text.Json;
using Portal.Packaging.Versions;

namespace Portal.Products;

/// <summary>A line of ISOs and its recipe: which components, in which version ranges.</summary>
public sealed class Product
{
    private Product() { }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    /// <summary>What people read; it may change, as releases keep the one they were made with.</summary>
    public string Title { get; private set; } = "";

    /// <summary>First part of every volume id: A-Z, 0-9 and _, at most 16.</summary>
    public required string VolumeId { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>JSON array of <see cref="RecipeLine"/>, in the order given.</summary>
    internal string RecipeText { get; private set; } = "[]";

    /// <summary>What the Windows drivers of a release have to be signed as at least; null: anything, or nothing.</summary>
    public string? DriverSignature { get; private set; }

    /// <summary>True while its releases are another portal's: then none is made here.</summary>
    public bool IsFollowing { get; internal set; }

    /// <summary>Of title, recipe and demand as they are: whoever changes them says from what.</summary>
    public string Tag =>
        Protocol
            .Digest.Of(
                System.Text.Encoding.UTF8.GetBytes($"{Title}\n{RecipeText}{DriverSignature}")
            )
            .Hex[..16];

    public IReadOnlyList<RecipeLine> Recipe =>
        JsonSerializer.Deserialize<List<RecipeLine>>(RecipeText)!;

    internal static Product Of(
        string name,
        string title,
        string volumeId,
        IReadOnlyList<RecipeLine> recipe,
        string? driverSignature,
        string createdBy,
        DateTimeOffset now
    ) =>
        new()
        {
            Name = name,
            Title = title,
            VolumeId = volumeId,
            CreatedBy = createdBy,
            CreatedAt = now,
            RecipeText = JsonSerializer.Serialize(recipe),
            DriverSignature = driverSignature,
        };

    internal void Change(string title, IReadOnlyList<RecipeLine> recipe, string? driverSignature)
    {
        Title = title;
        DriverSignature = driverSignature;
        RecipeText = JsonSerializer.Serialize(recipe);
    }
}

/// <param name="Name">A component.</param>
/// <param name="Range">As <see cref="VersionRange"/> reads it; null: any version.</param>
public sealed record RecipeLine(string Name, string? Range);
