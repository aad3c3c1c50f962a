using System;

namespace Portal.Setup.Guests;

/// <summary>What is known of this Windows.</summary>
internal sealed class GuestFacts
{
    private readonly Version _version;

    /// <param name="version">Major, minor, build, and the revision that updates count up.</param>
    public GuestFacts(Version version, bool isServer, string architecture, bool? hasSecureBoot)
    {
        _version = version;
        IsServer = isServer;
        Architecture = architecture;
        HasSecureBoot = hasSecureBoot;
    }

    public int Build => _version.Build;

    public bool IsServer { get; }

    public string Edition => IsServer ? "server" : "client";

    /// <summary>Canonical: <c>x86_64</c>, <c>x86</c>, <c>aarch64</c>.</summary>
    public string Architecture { get; }

    /// <summary>Null: unknown.</summary>
    public bool? HasSecureBoot { get; }

    /// <summary><c>10.0.22621</c></summary>
    public string Version => _version.ToString(3);

    /// <summary><c>10.0.22621.1702</c></summary>
    public string Kernel => _version.ToString(4);

    /// <summary>The same, of another architecture.</summary>
    public GuestFacts On(string architecture) =>
        new(_version, IsServer, architecture, HasSecureBoot);

    /// <summary>pnputil has had named options since Windows 10 1607.</summary>
    public bool HasNewPnputil => Build >= 14393;

    /// <summary>osinfo short id; null for a Windows older than any that is known.</summary>
    public string? Platform
    {
        get
        {
            foreach (var known in IsServer ? Servers : Clients)
            {
                if (Build >= known.Build)
                {
                    return known.Id;
                }
            }

            return null;
        }
    }

    private sealed class Known(int build, string id)
    {
        public int Build { get; } = build;

        public string Id { get; } = id;
    }

    // docs/formats.md has the same table, the newest first here.
    private static readonly Known[] Clients =
    [
        new(22000, "win11"),
        new(10240, "win10"),
        new(9600, "win8.1"),
        new(9200, "win8"),
        new(7600, "win7"),
    ];

    private static readonly Known[] Servers =
    [
        new(26100, "win2k25"),
        new(20348, "win2k22"),
        new(17763, "win2k19"),
        new(14393, "win2k16"),
        new(9600, "win2k12r2"),
        new(9200, "win2k12"),
        new(7600, "win2k8r2"),
    ];
}
