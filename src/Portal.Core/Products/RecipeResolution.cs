using Portal.Packaging.Resolving;
using Portal.Packaging.Versions;

namespace Portal.Products;

public sealed class RecipeResolution { public Task<Resolution> ResolveAsync(Product p, IReadOnlyDictionary<string, ComponentVersionNumber> picks, CancellationToken c) => throw new NotSupportedException(); }
