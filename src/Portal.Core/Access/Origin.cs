namespace Portal.Access;

/// <summary>Where a sign-in comes from, as far as the connection tells.</summary>
/// <param name="Address">IP address; null when unknown.</param>
/// <param name="Site">The address as far as one site can be told from another: an IPv6 site has a /64.</param>
/// <param name="Agent">What the browser says it is; as sent, hence not believed.</param>
public sealed record Origin(string? Address, string Site, string? Agent)
{
    internal const int AgentLength = 200;
    internal const int AddressLength = 64;

    /// <summary>No connection: tests, and the portal's own doing.</summary>
    public static Origin None { get; } = new(null, "none", null);

    /// <summary>The agent on one line and not longer than its column.</summary>
    internal string? ShortAgent =>
        string.IsNullOrWhiteSpace(Agent)
            ? null
            : new string([
                .. Agent.Select(c => char.IsControl(c) ? ' ' : c).Take(AgentLength),
            ]).Trim();
}
