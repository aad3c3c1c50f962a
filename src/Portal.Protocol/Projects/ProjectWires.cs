namespace Portal.Protocol.Projects;

/// <summary>Makes a project: <c>POST /api/v1/projects</c>, administrators only.</summary>
public sealed record ProjectCreateWire(string Name, string Title);

/// <param name="Components">Names of the components it owns.</param>
public sealed record ProjectWire(
    string Name,
    string Title,
    DateTimeOffset CreatedAt,
    IReadOnlyList<string> Components
);

/// <param name="Name">Account or robot.</param>
/// <param name="Kind"><c>account</c> or <c>robot</c>.</param>
/// <param name="Role">A project role: <c>project-maintainer</c> or <c>project-uploader</c>.</param>
public sealed record MemberWire(string Name, string Kind, string Role);

/// <summary><c>PUT /api/v1/projects/{project}/members/{name}</c></summary>
public sealed record MemberSetWire(string Role);
