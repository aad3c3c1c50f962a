using Microsoft.Extensions.DependencyInjection;

namespace Portal.Products;

public static class ProductsSetup
{
    public static IServiceCollection AddProducts(this IServiceCollection services) =>
        services
            .AddSingleton<ProductService>()
            .AddSingleton<RecipeStatus>()
            .AddSingleton<RecipeResolution>();
}
