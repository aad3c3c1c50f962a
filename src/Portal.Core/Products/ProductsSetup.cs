using Microsoft.Extensions.DependencyInjection;
using Portal.Access;

namespace Portal.Products;

public static class ProductsSetup
{
    public static IServiceCollection AddProducts(this IServiceCollection services) =>
        services
            .AddSingleton<ProductService>()
            .AddSingleton<ProductMembers>()
            .AddSingleton<IGrantScope, ProductScope>()
            .AddSingleton<RecipeStatus>()
            .AddSingleton<RecipeResolution>()
            .AddSingleton<DriverDemand>();
}
