using Portal.Parts;
using Portal.Protocol.Hosts;

namespace Portal.Hosts;

/// <summary>What pages say of hosts, in words.</summary>
internal static class HostText
{
    public static (Tone Tone, string? Icon, string Text) Standing(string standing) =>
        standing switch
        {
            HostStandings.Current => (Tone.Ok, null, "current"),
            HostStandings.Behind => (Tone.Warn, "stale", "behind"),
            HostStandings.Ahead => (Tone.Warn, null, "newer than the channel"),
            HostStandings.Withdrawn => (Tone.Bad, "off", "withdrawn"),
            HostStandings.Nothing => (Tone.Idle, null, "not updated yet"),
            _ => (Tone.Idle, null, "unknown"),
        };
}
