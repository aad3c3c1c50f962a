using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>Who signs for a role: public keys, and how many of them have to.</summary>
/// <param name="Keys">Different ones.</param>
/// <param name="Threshold">At least 1, at most as many as there are keys.</param>
public sealed record KeyPlan(IReadOnlyList<TufKey> Keys, int Threshold = 1)
{
    /// <summary>One key alone.</summary>
    public static KeyPlan Of(params IReadOnlyList<TufKey> keys) => new(keys);

    /// <summary>Who signs for a role by what this metadata says; null when it says nothing of it.</summary>
    internal static KeyPlan? Find(IDelegator by, string role) =>
        by.KeysOf(role) is { } keys
            ? new KeyPlan(
                [.. keys.KeyIds.Select(id => by.Keys.Keys.GetValueOrDefault(id)).OfType<TufKey>()],
                keys.Threshold
            )
            : null;

    /// <summary>True when both name the same keys, in whatever order, and as many of them have to sign.</summary>
    public bool IsSame(KeyPlan other) =>
        Threshold == other.Threshold
        && Keys.Select(key => key.KeyId)
            .ToHashSet(StringComparer.Ordinal)
            .SetEquals(other.Keys.Select(key => key.KeyId));

    /// <exception cref="TufException"><see cref="TufFault.Refused"/>: the threshold cannot be met, or a key is there twice.</exception>
    internal RoleKeys ToRoleKeys(string role) =>
        Threshold >= 1
        && Threshold <= Keys.Count
        && Keys.All(key => key.IsUsable)
        && Keys.DistinctBy(key => key.Fingerprint).Count() == Keys.Count
            ? new RoleKeys([.. Keys.Select(key => key.KeyId)], Threshold)
            : throw new TufException(
                TufFault.Refused,
                $"{role}: {Threshold} of {Keys.Count} keys, each another one, cannot sign."
            );
}
