using Portal.Access;
using Portal.Protocol.Projects;

namespace Portal.Projects;

internal static class ProjectMapping
{
    /// <param name="components">Names of the components it owns.</param>
    public static ProjectWire ToWire(this Project project, IReadOnlyList<string> components) =>
        new(project.Name, project.Title, project.CreatedAt, components);

    public static MemberWire ToWire(this Member member) =>
        new(member.Name, member.Kind.ToWire(), member.Role);
}
