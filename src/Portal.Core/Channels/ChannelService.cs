using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Jobs;
using Portal.Problems;
using Portal.Products;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Protocol.Problems;
using Portal.Protocol.Releases;
using Portal.Releases;

namespace Portal.Channels;

/// <summary>What holds for a channel whatever it points to.</summary>
/// <param name="Minimum">A version; null: none.</param>
/// <param name="Floor">A version; null: none.</param>
/// <param name="Follows">A channel of the same product; null: none.</param>
public sealed record ChannelSettings(string? Minimum, string? Floor, string? Follows);

/// <summary>Makes channels, changes their settings, retires them.</summary>
public sealed class ChannelService(
    IDbContextFactory<PortalDb> factory,
    ChannelChange change,
    ChannelBoard board,
    IChannelPublication publication,
    WorkNudge nudge,
    TimeProvider clock
)
{
    /// <summary>
    /// Makes a channel that points to nothing yet. It is live at once where the portal delegates to its role by itself, and
    /// otherwise when somebody has signed that.
    /// </summary>
    /// <param name="owner">A distro; null: the product's own.</param>
    /// <returns>The channel, or every finding at once.</returns>
    public async Task<Result<ChannelView>> CreateAsync(
        Caller caller,
        string product,
        string name,
        string? owner,
        ChannelSettings settings,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(settings);
        if (!caller.MayManage(product, owner))
        {
            return ChannelRights.Refuse(product, owner);
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var found = await db.Products()
            .SingleOrDefaultAsync(p => p.Name == product, cancellationToken);
        if (found is null)
        {
            return ProductErrors.NotFound.With($"There is no product '{product}'.");
        }

        var findings = CheckName(name, owner);
        if (
            owner is not null
            && !await db.Distros().AnyAsync(d => d.Name == owner, cancellationToken)
        )
        {
            findings.Add(
                new(
                    "channel.owner",
                    $"There is no distro '{owner}'.",
                    "owner",
                    Mend: "An administrator makes it first."
                )
            );
        }

        var now = clock.GetUtcNow();
        var channel = Channel.Of(
            found.Id,
            product,
            name,
            owner,
            now,
            await publication.DelegatesAtOnceAsync(cancellationToken)
        );
        findings.AddRange(await CheckAsync(db, channel, settings, cancellationToken));
        if (findings.Count > 0)
        {
            return ChannelErrors.Invalid.With(findings);
        }

        channel.Set(settings.Minimum, settings.Floor, settings.Follows);
        db.Add(channel);
        db.Add(Promotion.Of(channel, ChannelActions.Create, default, null, caller.Name, now));
        db.Audit(caller, "channel.create", $"{product}/{name}", owner);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return ChannelErrors.NameTaken.With($"{product} has a channel '{name}' already.");
        }

        nudge.Nudge();
        await board.RefreshAsync(cancellationToken);
        return board.Require(product, name);
    }

    /// <summary>Puts other settings in place of those that are there.</summary>
    /// <param name="revision">Of what the caller has looked at.</param>
    public Task<Result<ChannelView>> SetAsync(
        Caller caller,
        string product,
        string name,
        ChannelSettings settings,
        long? revision,
        string? comment,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(settings);
        return change.RunAsync(
            new(caller, product, name, ChannelActions.Settings, revision, comment),
            (_, channel) =>
            {
                channel.Set(settings.Minimum, settings.Floor, settings.Follows);
                channel.SignedPointer.Schedule(clock.GetUtcNow());
                return Task.FromResult<Error?>(null);
            },
            cancellationToken,
            async (db, channel) =>
            {
                var findings = await CheckAsync(db, channel, settings, cancellationToken);
                if (
                    channel.Floor is { } floor
                    && !caller.IsAdministrator
                    && (
                        settings.Floor is null
                        || (
                            Names.IsReleaseVersion(settings.Floor)
                            && ChannelGates.IsOlder(settings.Floor, floor)
                        )
                    )
                )
                {
                    findings.Add(
                        new(
                            "channel.floor",
                            $"The floor is {floor} and is only ever raised.",
                            "floor",
                            Mend: "An administrator may lower it."
                        )
                    );
                }

                return findings;
            }
        );
    }

    /// <summary>Ends a channel for good.</summary>
    public Task<Result<ChannelView>> RetireAsync(
        Caller caller,
        string product,
        string name,
        long? revision,
        string? comment,
        CancellationToken cancellationToken
    ) =>
        change.RunAsync(
            new(caller, product, name, ChannelActions.Retire, revision, comment),
            (_, channel) =>
            {
                channel.Retire();
                channel.SignedPointer.Clear();
                return Task.FromResult<Error?>(null);
            },
            cancellationToken
        );

    private static List<Finding> CheckName(string name, string? owner)
    {
        var own = ChannelKinds.OfProduct.Contains(name);
        if (owner is null)
        {
            return own
                ? []
                :
                [
                    new(
                        "channel.name",
                        $"A product's own channels are candidate, testing and stable, not '{name}'.",
                        "name",
                        Mend: "Name the distro that owns it, or use one of the three."
                    ),
                ];
        }

        return Names.IsChannelName(name) && !own && name != Distro.NewPage
            ? []
            :
            [
                new(
                    "channel.name",
                    own
                        ? $"'{name}' is the product's own channel."
                        : $"'{name}' is no channel name.",
                    "name",
                    Mend: $"Begin with a letter, go on with a-z, 0-9 and -, at most 63; not {string.Join(", ", Names.Reserved.Order(StringComparer.Ordinal))}. For example: {owner}-12."
                ),
            ];
    }

    private static async Task<List<Finding>> CheckAsync(
        PortalDb db,
        Channel channel,
        ChannelSettings settings,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<Finding>();
        foreach (
            var (version, field) in (ReadOnlySpan<(string?, string)>)
                [(settings.Minimum, "minimum"), (settings.Floor, "floor")]
        )
        {
            if (version is not null && Problem(version, channel) is { } problem)
            {
                findings.Add(new($"channel.{field}", problem, field));
            }
        }

        if (
            settings.Minimum is { } minimum
            && Names.IsReleaseVersion(minimum)
            && !await db.Releases()
                .AnyAsync(
                    r =>
                        r.Product == channel.Product
                        && r.Version == minimum
                        && r.State == ReleaseStates.Ready,
                    cancellationToken
                )
        )
        {
            findings.Add(
                new(
                    "channel.minimum",
                    $"Hosts pass through the minimum, and {channel.Product} has no ready release {minimum}.",
                    "minimum"
                )
            );
        }

        if (
            settings.Follows is { } follows
            && (
                follows == channel.Name
                || !await db.Channels()
                    .AnyAsync(
                        c =>
                            c.Product == channel.Product
                            && c.Name == follows
                            && c.State != ChannelStates.Retired,
                        cancellationToken
                    )
            )
        )
        {
            findings.Add(
                new(
                    "channel.follows",
                    $"{channel.Product} has no other channel '{follows}' that could be followed.",
                    "follows"
                )
            );
        }

        return findings;
    }

    private static string? Problem(string version, Channel channel) =>
        !Names.IsReleaseVersion(version) ? $"'{version}' is no release version."
        : channel.Version is { } now && ChannelGates.IsOlder(now, version)
            ? $"The channel points to {now}, which is older than {version}: promote first."
        : null;
}
