using System.Net;
using Portal.Protocol.Client;

namespace Portal.Cli.Shell;

/// <summary>What gtp tells the shell; the help of the root command lists them.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>It was tried and did not succeed, or something was found to be wrong.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself makes no sense.</summary>
    public const int Usage = 2;

    public const int Forbidden = 3;

    public const int NotFound = 4;

    /// <summary>Something else is already there, or was changed in between.</summary>
    public const int Conflict = 5;

    /// <summary>No portal answered.</summary>
    public const int Unreachable = 6;

    /// <summary>128 + SIGINT, as shells count.</summary>
    public const int Cancelled = 130;

    public static int Of(PortalException failure) =>
        failure.Failure switch
        {
            PortalFailure.Insecure => Usage,
            PortalFailure.Problem => OfStatus(failure.Status),
            _ => Unreachable,
        };

    public static int OfStatus(HttpStatusCode? status) =>
        status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Forbidden,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => NotFound,
            HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => Conflict,
            HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout => Unreachable,
            _ => Failed,
        };
}
