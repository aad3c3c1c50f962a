namespace Portal.Trust.Tuf.Metadata;

/// <summary>Metadata that says who signs for another role: root for the top level, targets for what they delegate.</summary>
public interface IDelegator
{
    /// <summary>The keys that roles name.</summary>
    KeyList Keys { get; }

    /// <summary>Who signs for the role; null when this metadata does not say so.</summary>
    RoleKeys? KeysOf(string role);
}
