using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Guests;

/// <summary>
/// The real qemu-guest-agent of a guest, over its virtio port. It may be away for a while: starting, or restarted by its own
/// update. Source: QEMU Guest Agent Protocol Reference.
/// </summary>
internal sealed class AgentClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly List<byte> _read = [];
    private long _sync = 1;

    private AgentClient(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    public static async Task<AgentClient> ConnectAsync(
        string path,
        CancellationToken cancellationToken
    ) => new(await Sockets.ConnectAsync(path, cancellationToken));

    /// <summary>Waits until an agent answers.</summary>
    public async Task SynchronizeAsync(CancellationToken cancellationToken)
    {
        while (!await TrySynchronizeAsync(cancellationToken))
        {
            await Task.Delay(200, cancellationToken);
        }
    }

    /// <summary>One command; null when the agent went away meanwhile.</summary>
    /// <exception cref="GuestException">The agent refuses it; the message is its own.</exception>
    public async Task<JsonElement?> CallAsync(
        string command,
        JsonObject arguments,
        CancellationToken cancellationToken
    )
    {
        await SynchronizeAsync(cancellationToken);
        await SendAsync(command, arguments, cancellationToken);
        if (await ReadLineAsync(cancellationToken) is not { } line)
        {
            return null;
        }

        var answer = JsonDocument.Parse(line).RootElement;
        return answer.TryGetProperty("error", out var error)
            ? throw new GuestException($"{command}: {error.GetProperty("desc")}")
            : answer.GetProperty("return");
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<bool> TrySynchronizeAsync(CancellationToken cancellationToken)
    {
        var id = ++_sync;
        _read.Clear();
        // The agent's parser forgets what it had of an earlier line.
        await _stream.WriteAsync(new byte[] { 0xFF }, cancellationToken);
        await SendAsync("guest-sync-delimited", new JsonObject { ["id"] = id }, cancellationToken);
        while (await ReadLineAsync(cancellationToken) is { } line)
        {
            // What stands before the last 0xFF is of another time: U+FFFD in what was read as UTF-8.
            var at = line.LastIndexOf('\uFFFD');
            if (
                at >= 0
                && line[(at + 1)..] is { Length: > 0 } own
                && JsonDocument.Parse(own).RootElement.TryGetProperty("return", out var value)
                && value.ValueKind is JsonValueKind.Number
                && value.GetInt64() == id
            )
            {
                return true;
            }
        }

        return false;
    }

    private async Task SendAsync(
        string command,
        JsonObject arguments,
        CancellationToken cancellationToken
    ) =>
        await _stream.WriteAsync(
            Encoding.UTF8.GetBytes(
                new JsonObject { ["execute"] = command, ["arguments"] = arguments }.ToJsonString()
                    + "\n"
            ),
            cancellationToken
        );

    /// <summary>Null when nothing came for a while.</summary>
    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            while (true)
            {
                var end = _read.IndexOf((byte)'\n');
                if (end >= 0)
                {
                    var line = Encoding.UTF8.GetString([.. _read[..end]]);
                    _read.RemoveRange(0, end + 1);
                    return line;
                }

                var count = await _stream.ReadAsync(_buffer, limit.Token);
                if (count == 0)
                {
                    throw new GuestException("QEMU ended.");
                }

                _read.AddRange(_buffer[..count]);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
