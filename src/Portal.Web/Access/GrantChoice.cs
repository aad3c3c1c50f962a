namespace Portal.Access;

/// <summary>A grant as one value of a form: <c>project-uploader:qemu</c>.</summary>
internal static class GrantChoice
{
    public static string Write(Grant grant) =>
        grant.Scope is null ? grant.Role : $"{grant.Role}:{grant.Scope}";

    /// <summary>Null for nothing chosen. Whether it makes sense is the service's business.</summary>
    public static Grant? Read(string? choice)
    {
        if (string.IsNullOrWhiteSpace(choice))
        {
            return null;
        }

        var parts = choice.Split(':', 2);
        return new Grant(parts[0], parts.Length == 1 ? null : parts[1]);
    }

    /// <summary>Of two fields: a role, and a scope that stays empty for the administrator.</summary>
    public static Grant? Read(string? role, string? scope) =>
        string.IsNullOrWhiteSpace(role)
            ? null
            : new Grant(role, string.IsNullOrWhiteSpace(scope) ? null : scope.Trim());

    /// <summary><c>project-uploader of qemu</c></summary>
    public static string Describe(Grant grant) =>
        grant.Scope is null ? grant.Role : $"{grant.Role} of {grant.Scope}";
}
