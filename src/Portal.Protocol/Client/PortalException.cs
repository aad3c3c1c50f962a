using System.Net;
using Portal.Protocol.Problems;

namespace Portal.Protocol.Client;

/// <summary>Why a request to the portal did not succeed.</summary>
public enum PortalFailure
{
    /// <summary>The portal answered with a problem document.</summary>
    Problem,

    /// <summary>No connection, or it broke off.</summary>
    Unreachable,

    /// <summary>A connection, but not one that can be trusted.</summary>
    Tls,

    /// <summary>The portal was silent for too long.</summary>
    TimedOut,

    /// <summary>Something answered that does not speak as a portal does.</summary>
    NotAPortal,

    /// <summary>A token was not sent, because anybody could have read it on the way.</summary>
    Insecure,
}

/// <summary>A request to the portal failed. The message is one or two sentences for a person and never holds a token.</summary>
public sealed class PortalException : Exception
{
    internal PortalException(
        PortalFailure failure,
        string message,
        HttpStatusCode? status = null,
        ProblemWire? problem = null,
        Exception? inner = null
    )
        : base(message, inner)
    {
        Failure = failure;
        Status = status;
        Problem = problem;
    }

    public PortalFailure Failure { get; }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The portal's own words, with every finding; null unless <see cref="Failure"/> is <see cref="PortalFailure.Problem"/>.</summary>
    public ProblemWire? Problem { get; }

    /// <summary>True when the same request may well succeed a little later.</summary>
    internal bool IsTransient =>
        Failure is PortalFailure.Unreachable or PortalFailure.TimedOut
        || Status
            is HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout
                or HttpStatusCode.TooManyRequests;
}
