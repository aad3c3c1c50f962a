using Portal.Packaging.Versions;

namespace Portal.Packaging.Resolving;

/// <summary>Which components a product is made of.</summary>
/// <param name="Product">The name of the product.</param>
/// <param name="Components">In any order: it has no influence on the result.</param>
public sealed record Recipe(string Product, IReadOnlyList<RecipeComponent> Components);

/// <summary>A component of a recipe.</summary>
/// <param name="Name">The name of the component.</param>
/// <param name="Range">The versions from which the newest is taken.</param>
public sealed record RecipeComponent(string Name, VersionRange Range);
