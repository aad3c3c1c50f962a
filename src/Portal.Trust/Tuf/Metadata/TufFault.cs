namespace Portal.Trust.Tuf.Metadata;

/// <summary>What was wrong, in a word that a program can act on. The names are stable.</summary>
public enum TufFault
{
    /// <summary>Bytes that are no metadata of TUF 1.0: bad JSON, a missing or wrong field, a number out of bounds.</summary>
    Malformed,

    /// <summary>The metadata is of another type than the role it was asked for.</summary>
    WrongType,

    /// <summary>Fewer good signatures by different keys of the role than its threshold.</summary>
    NotSigned,

    /// <summary>The metadata's time has passed.</summary>
    Expired,

    /// <summary>A version lower than one that was trusted before.</summary>
    Rollback,

    /// <summary>Another version than the one that the metadata above it names.</summary>
    VersionMismatch,

    /// <summary>The same version with other content than was trusted before; kept is what was trusted.</summary>
    SameVersion,

    /// <summary>Length or hash are not those that the metadata above names.</summary>
    HashMismatch,

    /// <summary>More bytes than allowed: endless data.</summary>
    TooLong,

    /// <summary>A snapshot no longer lists a role that it listed before, or does not list one that is needed.</summary>
    RoleMissing,

    /// <summary>A file that the metadata names is not there.</summary>
    NotFound,

    /// <summary>The repository cannot be reached, or broke off.</summary>
    Unavailable,

    /// <summary>More delegated roles than are visited for one path.</summary>
    TooManyDelegations,

    /// <summary>There is no trust anchor, or what was found is not what was pinned.</summary>
    NoTrust,

    /// <summary>A step out of order: a mistake of the caller, not of the repository.</summary>
    OutOfOrder,

    /// <summary>A repository is asked for what its rules forbid.</summary>
    Refused,
}
