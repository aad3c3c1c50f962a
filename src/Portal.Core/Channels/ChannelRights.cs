using Portal.Access;
using Portal.Protocol.Access;

namespace Portal.Channels;

/// <summary>Who may what with a channel.</summary>
public static class ChannelRights
{
    /// <summary>A product's own channel: its release managers. A distro's: its maintainers. Administrators: any.</summary>
    public static bool MayPromote(this Caller caller, Channel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return caller.MayManage(channel.Product, channel.Owner);
    }

    /// <param name="owner">The distro that owns the channel; null for the product's own.</param>
    public static bool MayManage(this Caller caller, string product, string? owner)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return owner is null
            ? caller.May(product, Roles.ReleaseManager)
            : caller.May(owner, Roles.DistroMaintainer);
    }

    /// <summary>The distros for which the caller makes channels, by name; an administrator's are not listed.</summary>
    public static IReadOnlyList<string> Distros(this Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return
        [
            .. caller
                .Grants.Where(g => g.Role == Roles.DistroMaintainer)
                .Select(g => g.Scope!)
                .Order(StringComparer.Ordinal),
        ];
    }

    internal static Problems.Error Refuse(string product, string? owner) =>
        ChannelErrors.Forbidden.With(
            owner is null
                ? $"Only release managers of {product}, and administrators, do this."
                : $"Only maintainers of {owner}, and administrators, do this."
        );
}
