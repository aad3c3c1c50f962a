using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Guests;

/// <summary>QEMU's own monitor: one JSON document a line, over a socket that takes one client.</summary>
internal sealed class QmpClient : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    private QmpClient(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(_stream);
    }

    public static async Task<QmpClient> ConnectAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        var client = new QmpClient(await Sockets.ConnectAsync(path, cancellationToken));
        await client._reader.ReadLineAsync(cancellationToken); // the greeting
        await client.CallAsync("qmp_capabilities", null, cancellationToken);
        return client;
    }

    /// <exception cref="GuestException">QEMU refuses it; the message is its own.</exception>
    public async Task<JsonElement> CallAsync(
        string command,
        JsonObject? arguments,
        CancellationToken cancellationToken
    )
    {
        var request = new JsonObject { ["execute"] = command };
        if (arguments is not null)
        {
            request["arguments"] = arguments;
        }

        await _stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(request), cancellationToken);
        await _stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
        while (await _reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var answer = JsonDocument.Parse(line).RootElement;
            if (answer.TryGetProperty("error", out var error))
            {
                throw new GuestException($"{command}: {error.GetProperty("desc")}");
            }

            // What is neither is an event.
            if (answer.TryGetProperty("return", out var value))
            {
                return value;
            }
        }

        throw new GuestException($"{command}: QEMU ended.");
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _stream.DisposeAsync();
    }
}
