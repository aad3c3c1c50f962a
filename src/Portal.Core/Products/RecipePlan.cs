using Portal.Packaging.Resolving;
using Portal.Packaging.Versions;

namespace Portal.Products;

/// <summary>What a recipe comes to, and what else it could come to.</summary>
/// <param name="Resolution">Exact versions, or every problem at once.</param>
/// <param name="Choices">One for each component that the image has by the recipe, the installers included.</param>
public sealed record RecipePlan(Resolution Resolution, IReadOnlyList<RecipeChoice> Choices);

/// <summary>The versions there are of a component.</summary>
/// <param name="Range">As <see cref="VersionRange"/> reads it; null: any version.</param>
/// <param name="Versions">Newest first, those that cannot be taken as well.</param>
/// <param name="Taken">What the resolution took; null where nothing could be.</param>
public sealed record RecipeChoice(
    string Name,
    string? Range,
    IReadOnlyList<RecipeVersion> Versions,
    string? Taken
);

/// <param name="IsInRange">A pick may take it: pre-releases within the range's bounds count.</param>
/// <param name="YankReason">Null while it may be resolved.</param>
public sealed record RecipeVersion(
    ComponentVersionNumber Number,
    bool IsInRange,
    string? YankReason,
    DateTimeOffset? YankedAt
)
{
    public bool IsTakeable => IsInRange && YankReason is null;
}
