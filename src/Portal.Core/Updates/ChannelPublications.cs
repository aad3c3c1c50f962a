using Portal.Channels;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Updates;

/// <summary>Tells channels how their role stands.</summary>
internal sealed class ChannelPublications(UpdateTree tree, UpdateService updates)
    : IChannelPublication
{
    public async Task<bool> DelegatesAtOnceAsync(CancellationToken cancellationToken)
    {
        var targets = tree.Look().FirstOrDefault(r => r.Role == RoleName.Targets);
        return targets is null
            || UpdateService.IsOnline(await updates.StateAsync(cancellationToken), targets);
    }

    public async Task<ChannelPublication?> FindAsync(
        Channel channel,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(channel);
        var name = UpdateRoles.Channel(channel.Name, channel.Product);
        var role = tree.Look().FirstOrDefault(r => r.Role == name);
        return role is null
            ? null
            : new ChannelPublication(
                name,
                role.Version,
                role.SignedAt,
                role.Expires,
                UpdateService.IsOnline(await updates.StateAsync(cancellationToken), role),
                role.Waiting is { } waiting ? new(waiting.Signatures, waiting.Needed) : null
            );
    }
}
