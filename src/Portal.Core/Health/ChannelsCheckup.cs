using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Channels;
using Portal.Data;
using Portal.Protocol.Channels;

namespace Portal.Health;

/// <summary>Whether what channels say is signed, and signed again in time.</summary>
internal sealed class ChannelsCheckup(
    IDbContextFactory<PortalDb> databases,
    IOptions<ChannelOptions> options,
    TimeProvider clock
) : ICheckup
{
    public string Name => "channels";

    public bool NeedsDatabase => true;

    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var channels = await db.Channels()
            .Where(c => c.State != ChannelStates.Retired)
            .OrderBy(c => c.Product)
            .ThenBy(c => c.Name)
            .ToListAsync(cancellationToken);
        var findings = new List<HealthFinding>();
        foreach (var channel in channels)
        {
            var name = $"{channel.Product}/{channel.Name}";
            if (channel.SignedPointer.ValidUntil is { } until && until <= now)
            {
                findings.Add(
                    HealthFinding.Error(
                        $"{Name}.expired",
                        $"RELEASE of {name} has expired at {until:yyyy-MM-dd HH:mm} UTC: nobody believes it any more.",
                        "Start a portal with Jobs__Enabled=true and the keys; its log says why it does not sign."
                    )
                );
            }
            // It is signed again when half of its time has passed: at a quarter somebody has to look, days before it expires.
            else if (
                channel.SignedPointer.ValidUntil is { } soon
                && soon - now < options.Value.Validity / 4
            )
            {
                findings.Add(
                    HealthFinding.Warning(
                        $"{Name}.expires",
                        $"RELEASE of {name} expires at {soon:yyyy-MM-dd HH:mm} UTC and was not signed again.",
                        "Start a portal with Jobs__Enabled=true and the keys; its log says why it does not sign."
                    )
                );
            }
            else if (channel.SignedPointer.Error is { } error)
            {
                findings.Add(
                    HealthFinding.Warning(
                        $"{Name}.failed",
                        $"RELEASE of {name} could not be signed: {error}",
                        "It is tried again by itself; the log of the node that tries has the cause."
                    )
                );
            }
        }

        if (findings.Count == 0)
        {
            findings.Add(
                HealthFinding.Ok(Name, "What channels say is signed and none of it expires soon.")
            );
        }

        return findings;
    }
}
