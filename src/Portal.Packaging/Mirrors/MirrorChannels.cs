using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Packaging.Mirrors;

/// <summary>The channels that a mirror is to hold, each by its verified role.</summary>
internal sealed class MirrorChannels(MirrorSelection selection)
{
    /// <summary>As <c>stable of guest-tools</c>.</summary>
    public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>As <c>guest-tools 4.3</c>.</summary>
    public SortedSet<string> Releases { get; } = new(StringComparer.Ordinal);

    /// <summary>Sentences of what is left out.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Finds them.</summary>
    /// <exception cref="TufException">One that was asked for is not there, or a role was refused.</exception>
    public async Task<IReadOnlyList<MirrorChannel>> FindAsync(
        Updater updater,
        CancellationToken cancellationToken
    )
    {
        var found = new List<MirrorChannel>();
        Targets? rollout = null;
        foreach (var delegated in updater.Trusted.Targets!.Delegations?.Roles ?? [])
        {
            if (
                delegated.Name.Split('.') is not [var name, var product]
                || UpdateRoles.PatternOf(delegated.Name) is null
                || !selection.Holds(name, product)
            )
            {
                continue;
            }

            try
            {
                rollout ??= await RoleAsync(
                        updater,
                        UpdateRoles.Rollout,
                        UpdateRoles.RolloutPath(name, product),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                var role = await RoleAsync(
                        updater,
                        delegated.Name,
                        UpdateRoles.ChannelPath(name, product, MirrorChannel.PointerName),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                var channel = new MirrorChannel(name, product, delegated, role, rollout);
                found.Add(channel);
                Names.Add($"{name} of {product}");
                Releases.UnionWith(
                    channel
                        .Files()
                        .Select(channel.VersionOf)
                        .OfType<string>()
                        .Select(version => $"{product} {version}")
                );
            }
            catch (TufException e)
                when (e.Fault == TufFault.Expired && selection.Channels.Count == 0)
            {
                // One channel that nobody has signed for keeps no other from being mirrored.
                Notes.Add($"{name} of {product} is left out: {e.Message}");
            }
        }

        return Complete(found);
    }

    /// <summary>Refuses where what was asked for is not there.</summary>
    private List<MirrorChannel> Complete(List<MirrorChannel> found)
    {
        if (found.Count == 0 && Notes.Count > 0)
        {
            throw new TufException(TufFault.Expired, string.Join(" ", Notes));
        }

        var missing = Wanted()
            .Where(wanted =>
                !found.Any(c =>
                    (wanted.Product is null || c.Product == wanted.Product)
                    && (wanted.Name is null || c.Name == wanted.Name)
                )
            )
            .Select(wanted => $"{wanted.Name ?? "a channel"} of {wanted.Product ?? "any product"}")
            .ToList();
        return missing.Count == 0
            ? found
            : throw new TufException(
                TufFault.NotFound,
                string.Join(
                    " ",
                    Notes.Prepend(
                        $"The update repository does not have {string.Join(" or ", missing)}."
                    )
                )
            );
    }

    /// <summary>What has to be found at least; null stands for any.</summary>
    private IEnumerable<(string? Name, string? Product)> Wanted() =>
        from product in selection.Products.DefaultIfEmpty<string?>(null)
        from name in selection.Channels.DefaultIfEmpty<string?>(null)
        select (name, product);

    private static async Task<Targets> RoleAsync(
        Updater updater,
        string role,
        string path,
        CancellationToken cancellationToken
    )
    {
        await updater.FindAsync(path, cancellationToken).ConfigureAwait(false);
        return updater.Trusted.Find(role, RoleName.Targets)
            ?? throw new TufException(TufFault.NotFound, $"Nobody is trusted with {path}.");
    }
}
