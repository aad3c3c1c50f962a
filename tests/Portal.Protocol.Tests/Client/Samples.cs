using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Components;
using Portal.Protocol.Releases;

namespace Portal.Testing;

/// <summary>Answers of a portal, with the parts that a test cares about.</summary>
public static class Samples
{
    public static readonly DateTimeOffset Then = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static MeWire Me(string name = "ada") =>
        new(name, "account", [new GrantWire(Roles.ProjectMaintainer, "qemu")]);

    public static ComponentVersionWire Version(string component, string version, Digest digest) =>
        new(
            component,
            version,
            "qemu",
            digest,
            "A component",
            "MIT",
            null,
            "agent",
            [],
            [],
            2,
            10,
            "ada",
            Then,
            null
        );

    public static ReleaseWire Release(
        string state,
        long done = 0,
        long total = 0,
        string? error = null,
        ReleaseImageWire? image = null
    ) =>
        new(
            "guest-tools",
            "1.0",
            state,
            new ReleaseProgressWire(state, done, total, null),
            1,
            error,
            Digest.Of("lock"u8),
            [new ReleaseComponentWire("qemu-guest-agent", "7.2", Digest.Of("a"u8))],
            image,
            [],
            null,
            "ada",
            Then,
            null
        );
}
