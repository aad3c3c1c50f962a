namespace Portal.Cli.Hosts;

/// <summary>What a host follows, and where it keeps it: <c>host.json</c>.</summary>
/// <param name="Id">32 hexadecimal digits: 128 random bits, drawn once. They decide when this host is chosen, and name nobody.</param>
/// <param name="Mirrors">Addresses or folders, the first good one is used.</param>
/// <param name="Images">Folder of the ISOs, absolute.</param>
/// <param name="Keep">How many images stay on the disk, the current one counted.</param>
/// <param name="Pinned">Stays at this version whatever the channel says; null: follows the channel.</param>
internal sealed record HostSettings(
    string Id,
    string Product,
    string Channel,
    IReadOnlyList<string> Mirrors,
    string Images,
    int Keep,
    string? Pinned = null
);
