using System.Net.Sockets;
using System.Text;
using Portal.Testing;

namespace Portal.Components;

/// <summary>An upload over a bare socket, of which only a part is sent.</summary>
internal sealed class BrokenUpload : IDisposable
{
    private readonly TcpClient _client = new();

    /// <summary>Announces the whole archive and sends its first half.</summary>
    public static async Task<BrokenUpload> BeginAsync(Uri portal, string path, byte[] archive)
    {
        var upload = new BrokenUpload();
        await upload._client.ConnectAsync(portal.Host, portal.Port);
        var head =
            $"PUT {path} HTTP/1.1\r\nHost: {portal.Authority}\r\nAuthorization: Bearer {TestPortal.AdminToken}\r\n"
            + $"Content-Length: {archive.Length}\r\n\r\n";
        var stream = upload._client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(archive.AsMemory(0, archive.Length / 2));
        return upload;
    }

    /// <summary>Goes away without a word.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(enable: true, seconds: 0);
        _client.Close();
    }

    public void Dispose() => _client.Dispose();
}
