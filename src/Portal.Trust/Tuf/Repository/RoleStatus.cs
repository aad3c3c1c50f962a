namespace Portal.Trust.Tuf.Repository;

/// <summary>How a role stands.</summary>
/// <param name="Role">Its name.</param>
/// <param name="Version">Published; 0 when nothing is.</param>
/// <param name="Expires">Of what is published.</param>
/// <param name="IsDue">It is to be signed anew: its time has come, or its keys have changed.</param>
/// <param name="IsAlarming">Only a quarter of its life is left, or less: whatever should have renewed it did not.</param>
/// <param name="Waiting">Metadata that waits for signatures; null when none does.</param>
public sealed record RoleStatus(
    string Role,
    long Version,
    DateTimeOffset? Expires,
    bool IsDue,
    bool IsAlarming,
    WaitingRole? Waiting
)
{
    /// <summary>Who signs for it by what is published; null when nothing is.</summary>
    public KeyPlan? Signers { get; init; }

    /// <summary>When what is published was signed.</summary>
    public DateTimeOffset? SignedAt => Expires - UpdateRoles.TermsOf(Role).Lifetime;
}

/// <summary>Metadata that waits for signatures.</summary>
/// <param name="Version">The version it will have.</param>
/// <param name="Signatures">By how many keys of the role.</param>
/// <param name="Needed">Threshold.</param>
/// <param name="File">The file as it is, to be carried to whoever signs.</param>
public sealed record WaitingRole(
    long Version,
    int Signatures,
    int Needed,
    ReadOnlyMemory<byte> File
)
{
    /// <summary>Who signs for it; null when nobody may yet.</summary>
    public KeyPlan? Signers { get; init; }
}
