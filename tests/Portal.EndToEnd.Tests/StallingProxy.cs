using System.Net;
using System.Net.Sockets;

namespace Portal.EndToEnd;

/// <summary>
/// A line to the portal that goes dead after so many bytes, without a goodbye, until it is mended: what lies in the middle
/// of an upload can then be looked at and killed at leisure.
/// </summary>
internal sealed class StallingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Uri _target;
    private readonly Task _loop;
    private readonly TaskCompletionSource _stalled = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private long _left;
    private long _sent;

    /// <param name="target">Where everything goes.</param>
    /// <param name="bytes">So many go there before the line is dead.</param>
    public StallingProxy(string target, long bytes)
    {
        _target = new Uri(target);
        _left = bytes;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Bytes that went to the portal.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Ends when the line has gone dead.</summary>
    public Task Stalled => _stalled.Task.WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>Whoever connects from now on has a line that holds.</summary>
    public void Mend() => Interlocked.Exchange(ref _left, long.MaxValue);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _loop;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
            {
                lines.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(lines);
        }
    }

    private async Task ConnectAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        using (var line = CancellationTokenSource.CreateLinkedTokenSource(_end.Token))
        {
            try
            {
                await server.ConnectAsync(_target.Host, _target.Port, line.Token);
                var there = CopyAsync(client.GetStream(), server.GetStream(), true, line.Token);
                var back = CopyAsync(server.GetStream(), client.GetStream(), false, line.Token);
                await await Task.WhenAny(there, back);
            }
            catch (Exception e)
                when (e is IOException or SocketException or OperationCanceledException)
            {
                // One end is gone; so is the line.
            }

            await line.CancelAsync();
        }
    }

    private async Task CopyAsync(
        NetworkStream from,
        NetworkStream to,
        bool counts,
        CancellationToken cancellationToken
    )
    {
        var block = new byte[16 * 1024];
        int read;
        while ((read = await from.ReadAsync(block, cancellationToken)) > 0)
        {
            if (counts && Interlocked.Add(ref _left, -read) < 0)
            {
                _stalled.TrySetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            await to.WriteAsync(block.AsMemory(0, read), cancellationToken);
            if (counts)
            {
                Interlocked.Add(ref _sent, read);
            }
        }
    }
}
