namespace Portal.Access;

/// <summary>A role, and the one thing it holds for.</summary>
/// <param name="Role">One of <see cref="Protocol.Access.Roles"/>.</param>
/// <param name="Scope">Name of the project, product, distro, lab or fleet; null for the administrator.</param>
public readonly record struct Grant(string Role, string? Scope);
