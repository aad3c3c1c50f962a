using Microsoft.Extensions.DependencyInjection;
using Portal.Access;

namespace Portal.Projects;

public static class ProjectsSetup
{
    public static IServiceCollection AddProjects(this IServiceCollection services)
    {
        services.AddSingleton<ProjectService>();
        services.AddSingleton<MemberService>();
        services.AddSingleton<ProjectRequestService>();
        services.AddSingleton<ProjectRequestDecision>();
        services.AddSingleton<IGrantScope, ProjectScope>();
        return services;
    }
}
