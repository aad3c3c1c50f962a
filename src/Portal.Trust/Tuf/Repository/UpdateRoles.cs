using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>
/// The roles of the update repository, and what each may speak of. One flat terminating role per product and channel says
/// what: <c>stable.guest-tools</c>, <c>stable/guest-tools/*</c>. The one role <c>rollout</c> says how far:
/// <c>rollout/*/*</c>. The top-level targets delegate to them and list no file of their own.
/// </summary>
public static class UpdateRoles
{
    /// <summary>The role that says how far.</summary>
    public const string Rollout = "rollout";

    /// <summary>Bytes of a file of the rollout role at most: a word and a number, never an image.</summary>
    public const long MaxRolloutLength = 16 * 1024;

    private static readonly RoleTerms Year = new(TimeSpan.FromDays(365), TimeSpan.FromDays(180));
    private static readonly RoleTerms Quarter = new(TimeSpan.FromDays(90), TimeSpan.FromDays(30));
    private static readonly RoleTerms Fortnight = new(TimeSpan.FromDays(14), TimeSpan.FromDays(5));
    private static readonly RoleTerms Week = new(TimeSpan.FromDays(7), TimeSpan.FromDays(2));
    private static readonly RoleTerms Day = new(TimeSpan.FromHours(24), TimeSpan.FromHours(1));

    /// <summary>The role of a channel of a product.</summary>
    /// <exception cref="ArgumentException">One of the two is no plain name.</exception>
    public static string Channel(string channel, string product) =>
        $"{Named(channel)}.{Named(product)}";

    /// <summary>Where the role of a channel keeps a file: <c>stable/guest-tools/channel.json</c>.</summary>
    public static string ChannelPath(string channel, string product, string file) =>
        $"{Named(channel)}/{Named(product)}/{file}";

    /// <summary>Where the rollout of a channel is: <c>rollout/stable/guest-tools.json</c>.</summary>
    public static string RolloutPath(string channel, string product) =>
        $"{Rollout}/{Named(channel)}/{Named(product)}.json";

    /// <summary>
    /// Where it is said what a channel's release fixes: <c>rollout/stable/guest-tools.fixes.json</c>. No product has a dot in
    /// its name, so it is never the rollout of another one.
    /// </summary>
    public static string FixesPath(string channel, string product) =>
        $"{Rollout}/{Named(channel)}/{Named(product)}.fixes.json";

    /// <summary>The one pattern that a role is trusted with; null for a name that is no role of ours.</summary>
    public static string? PatternOf(string role)
    {
        if (role == Rollout)
        {
            return $"{Rollout}/*/*";
        }

        return role.Split('.') is [var channel, var product] && IsName(channel) && IsName(product)
            ? $"{channel}/{product}/*"
            : null;
    }

    /// <summary>The delegation to a role, the only one there can be.</summary>
    /// <exception cref="TufException"><see cref="TufFault.Refused"/>: no role of ours.</exception>
    public static DelegatedRole Delegation(string role, RoleKeys keys) =>
        new(role, keys, Terminating: true)
        {
            Paths =
            [
                PatternOf(role)
                    ?? throw new TufException(
                        TufFault.Refused,
                        $"'{StrictJson.Shown(role)}' is neither a channel's role nor '{Rollout}'."
                    ),
            ],
        };

    /// <summary>How long a role's signature holds.</summary>
    public static RoleTerms TermsOf(string role) =>
        role switch
        {
            RoleName.Root or RoleName.Targets => Year,
            RoleName.Snapshot or Rollout => Week,
            RoleName.Timestamp => Day,
            _ => role.Split('.')[0] is "candidate" or "testing" ? Fortnight : Quarter,
        };

    private static string Named(string name) =>
        IsName(name)
            ? name
            : throw new ArgumentException(
                $"'{StrictJson.Shown(name)}' is no name of a channel or product.",
                nameof(name)
            );

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 63
        && name[0] != '-'
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && !RoleName.IsTopLevel(name)
        && name is not (Rollout or "latest");
}
