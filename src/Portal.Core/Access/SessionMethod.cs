namespace Portal.Access;

/// <summary>How a session began. It decides what the session may do with the account itself.</summary>
public enum SessionMethod
{
    /// <summary>A one-time link, from an administrator or printed at the first start.</summary>
    Link,

    /// <summary>An invitation, which made the account.</summary>
    Invitation,

    /// <summary>Name, password and a code.</summary>
    Password,

    /// <summary>An API token: the session carries no more than it, and ends with it.</summary>
    Token,

    /// <summary>The header of a trusted proxy; such a caller has no session of ours.</summary>
    Proxy,
}
