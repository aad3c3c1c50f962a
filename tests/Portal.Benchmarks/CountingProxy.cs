using System.Net;
using System.Net.Sockets;

namespace Portal.Benchmarks;

/// <summary>Stands between a client and a portal on loopback and counts what the client is sent, headers and all.</summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _portal;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private long _sent;

    public CountingProxy(Uri portal)
    {
        _portal = portal;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Bytes since the last call.</summary>
    public long Take() => Interlocked.Exchange(ref _sent, 0);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(_portal.Host, _portal.Port, _end.Token);
            await Task.WhenAny(
                CopyAsync(near, far, counts: false),
                CopyAsync(far, near, counts: true)
            );
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // Either side may go whenever it likes.
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, bool counts)
    {
        var buffer = new byte[1 << 16];
        while (await from.GetStream().ReadAsync(buffer, _end.Token) is > 0 and var read)
        {
            if (counts)
            {
                Interlocked.Add(ref _sent, read);
            }

            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
        }
    }
}
