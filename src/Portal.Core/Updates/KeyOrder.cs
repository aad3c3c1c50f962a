using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Updates;

/// <summary>
/// Which keys shall sign for a role: what somebody asked for last, one row a role. The job plans the metadata that says so;
/// which keys do sign is said by the published metadata alone.
/// </summary>
public sealed class KeyOrder
{
    public const int RoleLength = 127;

    private KeyOrder() { }

    public required string Role { get; init; }

    /// <summary>Public keys in PEM, one after the other; null: a new one that the portal makes and holds.</summary>
    public string? Keys { get; private set; }

    /// <summary>How many of them have to sign.</summary>
    public int Threshold { get; private set; }

    public DateTimeOffset At { get; private set; }

    public string By { get; private set; } = "";

    /// <summary>When metadata was planned that says so; null: not yet.</summary>
    public DateTimeOffset? PlannedAt { get; private set; }

    internal static KeyOrder Of(string role) => new() { Role = role };

    internal void Ask(IReadOnlyList<TufKey>? keys, int threshold, string by, DateTimeOffset now)
    {
        (Keys, Threshold) = (keys is null ? null : Join(keys), threshold);
        (At, By, PlannedAt) = (now, by, null);
    }

    /// <summary>The key was made that was asked for.</summary>
    internal void Make(TufKey key) => Keys = Join([key]);

    internal void Plan(DateTimeOffset now) => PlannedAt = now;

    /// <summary>What it asks for, once its key is made.</summary>
    internal KeyPlan ToPlan() => new(Split(Keys!), Threshold);

    private const string End = "-----END PUBLIC KEY-----\n";

    private static string Join(IReadOnlyList<TufKey> keys) =>
        string.Concat(keys.Select(key => key.Pem));

    private static List<TufKey> Split(string text) =>
        [
            .. text.Split(End, StringSplitOptions.RemoveEmptyEntries)
                .Select(part => TufKey.FromPem(part + End)),
        ];
}
