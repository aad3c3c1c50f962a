using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>Who signs for a role: public keys, and how many of them have to.</summary>
/// <param name="Keys">Different ones.</param>
/// <param name="Threshold">At least 1, at most as many as there are keys.</param>
public sealed record KeyPlan(IReadOnlyList<TufKey> Keys, int Threshold = 1)
{
    /// <summary>One key alone.</summary>
    public static KeyPlan Of(params IReadOnlyList<TufKey> keys) => new(keys);

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
