using Microsoft.EntityFrameworkCore;
using Portal.Components;
using Portal.Data;
using Portal.Images;
using Portal.Protocol.Releases;
using Portal.Releases;

namespace Portal.Channels;

/// <summary>
/// Every channel as everybody sees it, in memory: hosts poll, and no poll asks the database. A change made on this node is
/// seen at once, one of another node, a withdrawal or a yank after <see cref="ChannelOptions.RefreshInterval"/>. When the
/// database is away, what was seen last stays.
/// </summary>
public sealed class ChannelBoard(IDbContextFactory<PortalDb> factory, ComponentYanks yanks)
    : IDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private volatile Dictionary<(string Product, string Name), ChannelView>? _views;

    /// <summary>Null when the product has no such channel.</summary>
    public async ValueTask<ChannelView?> FindAsync(
        string product,
        string name,
        CancellationToken cancellationToken
    ) => (await ViewsAsync(cancellationToken)).GetValueOrDefault((product, name));

    /// <summary>Every channel of every product, retired ones too.</summary>
    public async ValueTask<IReadOnlyCollection<ChannelView>> AllAsync(
        CancellationToken cancellationToken
    ) => (await ViewsAsync(cancellationToken)).Values;

    /// <summary>Those of a product: its own in the order in which releases pass them, then those of distros by name.</summary>
    public async ValueTask<IReadOnlyList<ChannelView>> OfProductAsync(
        string product,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await ViewsAsync(cancellationToken))
                .Values.Where(v => v.Channel.Product == product)
                .OrderBy(Rank)
                .ThenBy(v => v.Channel.Name, StringComparer.Ordinal),
        ];

    /// <summary>Those of a distro, by product and name.</summary>
    public async ValueTask<IReadOnlyList<ChannelView>> OfDistroAsync(
        string distro,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await ViewsAsync(cancellationToken))
                .Values.Where(v => v.Channel.Owner == distro)
                .OrderBy(v => v.Channel.Product, StringComparer.Ordinal)
                .ThenBy(v => v.Channel.Name, StringComparer.Ordinal),
        ];

    /// <summary>Reads all of them anew.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            _views = await ReadAsync(cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    /// <summary>The view of a channel that is known to be there.</summary>
    internal ChannelView Require(string product, string name) => _views![(product, name)];

    private static int Rank(ChannelView view)
    {
        var own = Protocol.Channels.ChannelKinds.OfProduct;
        for (var i = 0; i < own.Count; i++)
        {
            if (own[i] == view.Channel.Kind)
            {
                return i;
            }
        }

        return own.Count;
    }

    private async ValueTask<Dictionary<(string Product, string Name), ChannelView>> ViewsAsync(
        CancellationToken cancellationToken
    )
    {
        if (_views is null)
        {
            await RefreshAsync(cancellationToken);
        }

        return _views!;
    }

    private async Task<Dictionary<(string Product, string Name), ChannelView>> ReadAsync(
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var channels = await db.Channels().ToListAsync(cancellationToken);
        var ids = channels
            .SelectMany(c => new[] { c.ReleaseId, c.PreviousId })
            .OfType<Guid>()
            .ToHashSet();
        if (ids.Count == 0)
        {
            return channels.ToDictionary(
                c => (c.Product, c.Name),
                c => new ChannelView(c, null, null, [])
            );
        }

        var releases = await db.Releases()
            .Where(r => ids.Contains(r.Id))
            .ToDictionaryAsync(r => r.Id, cancellationToken);
        var images = await db.Images()
            .Where(i => ids.Contains(i.ReleaseId))
            .ToDictionaryAsync(i => i.ReleaseId, cancellationToken);
        var names = releases.Values.SelectMany(r => r.Components).Select(c => c.Name).Distinct();
        var reasons = await yanks.FindAsync([.. names], cancellationToken);
        return channels.ToDictionary(
            c => (c.Product, c.Name),
            c =>
            {
                var (release, previous) = (Pointed(c.ReleaseId), Pointed(c.PreviousId));
                return new ChannelView(c, release, previous, [.. Warnings(release, reasons)]);
            }
        );

        PointedRelease? Pointed(Guid? id) =>
            id is { } found ? new(releases[found], images[found]) : null;
    }

    private static IEnumerable<string> Warnings(
        PointedRelease? pointed,
        IReadOnlyDictionary<(string Name, string Version), string> yanks
    )
    {
        if (pointed is null)
        {
            yield break;
        }

        var release = pointed.Release;
        if (release.State is ReleaseStates.Withdrawn or ReleaseStates.Removed)
        {
            yield return $"{release.Product} {release.Version} was {release.State}: {release.Reason}";
        }

        foreach (var component in release.Components.OrderBy(c => c.Position))
        {
            if (yanks.TryGetValue((component.Name, component.Version), out var reason))
            {
                yield return $"{component.Name} {component.Version} was yanked: {reason}";
            }
        }
    }
}
