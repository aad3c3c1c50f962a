using System.Net.Sockets;

namespace Portal.Guests;

internal static class Sockets
{
    /// <summary>Connects to a socket that appears when QEMU has come so far.</summary>
    public static async Task<Socket> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            var socket = new Socket(
                AddressFamily.Unix,
                SocketType.Stream,
                ProtocolType.Unspecified
            );
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
                await Task.Delay(50, cancellationToken);
            }
        }
    }
}
