using System.CommandLine;
using System.CommandLine.Parsing;
using Portal.Cli.Shell;
using Portal.Protocol.Access;

namespace Portal.Cli.Access;

/// <summary>Grants as text: <c>project-uploader:qemu</c>, <c>administrator</c>.</summary>
internal static class Grants
{
    public static string Text(GrantWire grant) =>
        grant.Scope is null ? grant.Role : $"{grant.Role}:{grant.Scope}";

    public static string Text(IReadOnlyCollection<GrantWire> grants) =>
        Texts.List([.. grants.Select(Text)]) ?? "none";

    /// <summary><c>--grant ROLE[:SCOPE]</c>, repeated.</summary>
    public static Option<string[]> Option(string description)
    {
        var option = new Option<string[]>("--grant")
        {
            Description = $"{description}; roles: {string.Join(", ", Roles.All)}",
            HelpName = "ROLE[:SCOPE]",
        };
        option.CompletionSources.Add([.. Roles.All]);
        option.Validators.Add(Check);
        return option;
    }

    /// <summary>Reads what <see cref="Option"/> took; null when nothing was given.</summary>
    public static IReadOnlyList<GrantWire>? Parse(string[]? texts) =>
        texts is null or [] ? null : [.. texts.Select(Parse)];

    private static GrantWire Parse(string text)
    {
        var parts = text.Split(':', 2);
        return new GrantWire(parts[0], parts.Length == 2 ? parts[1] : null);
    }

    private static void Check(OptionResult result)
    {
        foreach (var token in result.Tokens)
        {
            var grant = Parse(token.Value);
            if (!Roles.All.Contains(grant.Role))
            {
                result.AddError($"'{grant.Role}' is not a role; roles are {string.Join(", ", Roles.All)}.");
            }
            else if (grant.Role == Roles.Administrator != (grant.Scope is null))
            {
                result.AddError(
                    grant.Scope is null
                        ? $"The role {grant.Role} needs a scope: {grant.Role}:NAME."
                        : "The administrator has no scope."
                );
            }
        }
    }
}
