using Microsoft.Extensions.DependencyInjection;

namespace Portal.Projects;

public static class ProjectsSetup
{
    public static IServiceCollection AddProjects(this IServiceCollection services)
    {
        services.AddSingleton<ProjectService>();
        services.AddSingleton<MemberService>();
        return services;
    }
}
