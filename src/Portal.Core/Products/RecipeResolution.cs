using Portal.Packaging.Resolving;
using Portal.Packaging.Versions;

namespace Portal.Products;

internal static class Placeholder;
