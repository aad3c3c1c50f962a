namespace Portal.Access;

internal static class GrantText
{
    /// <summary><c>project-maintainer of qemu</c>, for audit details and messages.</summary>
    public static string Describe(this Grant grant) =>
        grant.Scope is null ? grant.Role : $"{grant.Role} of {grant.Scope}";

    public static string? Describe(this IEnumerable<Grant> grants)
    {
        var text = string.Join(", ", grants.Select(g => g.Describe()));
        return text.Length == 0 ? null : text;
    }
}
