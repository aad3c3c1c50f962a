namespace Portal.Trust.Tuf.Metadata;

/// <summary>
/// Metadata, a target or a repository was refused. The one exception that verification throws, whatever the bytes; the
/// message names the role and the rule.
/// </summary>
public sealed class TufException : Exception
{
    public TufException(TufFault fault, string message)
        : base(message) => Fault = fault;

    public TufException(TufFault fault, string message, Exception inner)
        : base(message, inner) => Fault = fault;

    /// <summary>What was wrong, for programs.</summary>
    public TufFault Fault { get; }
}
