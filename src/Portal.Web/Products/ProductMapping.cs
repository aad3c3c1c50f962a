using Portal.Protocol.Products;

namespace Portal.Products;

internal static class ProductMapping
{
    public static ProductWire ToWire(this Product product, string? newest) =>
        new(
            product.Name,
            product.Title,
            product.VolumeId,
            [.. product.Recipe.Select(line => new RecipeComponentWire(line.Name, line.Range))],
            newest,
            product.CreatedAt,
            product.DriverSignature
        );
}
