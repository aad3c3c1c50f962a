using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Components;
using Portal.Protocol.Releases;
using Portal.Protocol.Uploads;

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

    /// <param name="digest">Of the version that came of it; null: none did.</param>
    public static UploadWire Upload(string state, Digest? digest, long length = 1000) =>
        new(
            "u1",
            state,
            length,
            length,
            "my-agent",
            "1.0",
            "qemu",
            "agent",
            Then,
            Then.AddDays(3),
            digest is { } known ? Version("my-agent", "1.0", known) : null
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
