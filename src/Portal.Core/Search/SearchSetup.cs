using Microsoft.Extensions.DependencyInjection;

namespace Portal.Search;

public static class SearchSetup
{
    public static IServiceCollection AddSearch(this IServiceCollection services) =>
        services.AddSingleton<SearchService>();
}
