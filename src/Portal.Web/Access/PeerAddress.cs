using System.Net;

namespace Portal.Access;

/// <summary>Who is at the other end of the connection, kept before forwarding headers change it.</summary>
internal sealed record PeerAddress(IPAddress? Address)
{
    public static void Keep(WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                context.Features.Set(new PeerAddress(context.Connection.RemoteIpAddress));
                return next(context);
            }
        );
}
