using System.Net.Sockets;
using System.Security.Authentication;

namespace Portal.Protocol.Client;

/// <summary>Says in words a person can act on why there was no answer.</summary>
internal static class ConnectionFailure
{
    public static PortalException Explain(Exception cause, Uri target)
    {
        var place = $"{target.Host}:{target.Port}";
        var error = (cause as HttpRequestException)?.HttpRequestError;
        if (
            error == HttpRequestError.SecureConnectionError
            || Find<AuthenticationException>(cause) is not null
        )
        {
            var reason = Find<AuthenticationException>(cause)?.Message ?? cause.Message;
            return new PortalException(
                PortalFailure.Tls,
                $"No secure connection to {place}: {reason} "
                    + "The certificate must be valid for this name and issued by an authority this machine trusts.",
                inner: cause
            );
        }

        var socket = Find<SocketException>(cause)?.SocketErrorCode;
        var message = (error, socket) switch
        {
            (HttpRequestError.NameResolutionError, _) =>
                $"The host '{target.Host}' is not known. Check the address, or the name service.",
            (_, SocketError.ConnectionRefused) =>
                $"Connection refused: nothing listens at {place}. Is the portal running?",
            (
                _,
                SocketError.TimedOut
                    or SocketError.HostUnreachable
                    or SocketError.NetworkUnreachable
            ) => $"{place} cannot be reached from here.",
            (HttpRequestError.ConnectionError, _) => $"No connection to {place}: {cause.Message}",
            (HttpRequestError.InvalidResponse, _) =>
                $"What answers at {place} does not speak HTTP.",
            _ => $"The connection to {place} broke off.",
        };
        return new PortalException(
            error == HttpRequestError.InvalidResponse
                ? PortalFailure.NotAPortal
                : PortalFailure.Unreachable,
            message,
            inner: cause
        );
    }

    public static PortalException Silence(Uri target, TimeSpan limit, Exception cause) =>
        new(
            PortalFailure.TimedOut,
            $"{target.Host}:{target.Port} has been silent for {limit.TotalSeconds:0} s.",
            inner: cause
        );

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is T found)
            {
                return found;
            }
        }

        return null;
    }
}
