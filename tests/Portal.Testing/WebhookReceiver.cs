using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Portal.Testing;

/// <summary>What a <see cref="WebhookReceiver"/> was sent.</summary>
public sealed record SeenMessage(IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A web server on loopback that takes messages, and answers as a test says; each answer ends the connection.</summary>
public sealed class WebhookReceiver : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<SeenMessage> _requests = [];

    public WebhookReceiver()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url =>
        $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook?key=1";

    public int Status { get; set; } = 200;

    /// <summary>True: the answer has a body that never ends.</summary>
    public bool IsEndless { get; set; }

    /// <summary>True: an answer does not end the connection, and more may come by it.</summary>
    public bool KeepsOpen { get; set; }

    /// <summary>True: it takes messages and answers nothing.</summary>
    public bool IsSilent { get; set; }

    public IReadOnlyList<SeenMessage> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception e)
                when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            using (client)
            {
                try
                {
                    await AnswerAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // Whoever asked has gone.
                }
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        while (await reader.ReadLineAsync() is not null && await AnswerAsync(stream, reader)) { }
    }

    /// <summary>Gives whether more may come.</summary>
    private async Task<bool> AnswerAsync(NetworkStream stream, StreamReader reader)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        // What is sent is ASCII: one character is one byte.
        var body = new char[
            int.Parse(headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture)
        ];
        await reader.ReadBlockAsync(body);
        lock (_requests)
        {
            _requests.Add(new(headers, new string(body)));
        }

        if (IsSilent)
        {
            await WaitForEndAsync(stream);
            return false;
        }

        var answer = $"HTTP/1.1 {Status} Told\r\nLocation: http://127.0.0.1:1/\r\n";
        answer += IsEndless
            ? "Content-Length: 1000000000\r\n\r\nx"
            : $"Content-Length: 0\r\nConnection: {(KeepsOpen ? "keep-alive" : "close")}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        if (IsEndless)
        {
            await WaitForEndAsync(stream);
            return false;
        }

        return KeepsOpen;
    }

    /// <summary>Until the other end closes it.</summary>
    private async Task WaitForEndAsync(NetworkStream stream)
    {
        try
        {
            while (await stream.ReadAsync(new byte[1], _stop.Token) > 0)
            {
                // What else it sends is of no interest.
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
