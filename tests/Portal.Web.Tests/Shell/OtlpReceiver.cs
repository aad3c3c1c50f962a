using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Portal.Shell;

/// <summary>
/// A collector that takes OTLP over HTTP: it reads the protobuf of ExportMetricsServiceRequest and ExportTraceServiceRequest
/// as far as names and numbers go.
/// </summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _metrics = new();
    private readonly ConcurrentDictionary<string, bool> _spans = new();

    public OtlpReceiver()
    {
        for (var port = Random.Shared.Next(20000, 50000); ; port++)
        {
            try
            {
                _listener.Prefixes.Clear();
                _listener.Prefixes.Add($"http://127.0.0.1:{port}/");
                _listener.Start();
                Address = $"http://127.0.0.1:{port}";
                break;
            }
            catch (HttpListenerException)
            {
                // Another test's port.
            }
        }

        _ = ServeAsync();
    }

    public string Address { get; }

    /// <summary>The greatest value seen of each metric: of a histogram, its sum.</summary>
    public IReadOnlyDictionary<string, double> Metrics => _metrics;

    /// <summary>Names of the spans seen.</summary>
    public ICollection<string> Spans => _spans.Keys;

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            if (context.Request.Url!.AbsolutePath == "/v1/metrics")
            {
                // resource_metrics = 1, scope_metrics = 2, metrics = 2.
                foreach (var metric in Down(body.ToArray(), 1, 2, 2))
                {
                    Take(metric);
                }
            }
            else if (context.Request.Url.AbsolutePath == "/v1/traces")
            {
                // resource_spans = 1, scope_spans = 2, spans = 2, name = 5.
                foreach (var name in Down(body.ToArray(), 1, 2, 2, 5))
                {
                    _spans[Encoding.UTF8.GetString(name)] = true;
                }
            }

            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    private void Take(byte[] metric)
    {
        var name = Encoding.UTF8.GetString(Down(metric, 1).Single());
        // gauge = 5, sum = 7, histogram = 9; data_points = 1.
        foreach (var kind in (int[])[5, 7, 9])
        {
            foreach (var point in Down(metric, kind, 1))
            {
                var value = Fields(point)
                    .Where(f => kind == 9 ? f.Number == 5 : f.Number is 4 or 6)
                    .Select(f =>
                        kind != 9 && f.Number == 6
                            ? BitConverter.ToInt64(f.Bytes)
                            : BitConverter.ToDouble(f.Bytes)
                    )
                    .DefaultIfEmpty(0)
                    .Max();
                _metrics.AddOrUpdate(name, value, (_, old) => Math.Max(old, value));
            }
        }
    }

    private static IEnumerable<byte[]> Down(byte[] message, params int[] path) =>
        path.Aggregate(
            (IEnumerable<byte[]>)[message],
            (messages, number) =>
                messages.SelectMany(m =>
                    Fields(m).Where(f => f.Number == number).Select(f => f.Bytes)
                )
        );

    /// <summary>Fields of a protobuf message: varints, 64 bits, 32 bits, and what has a length.</summary>
    private static IEnumerable<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length; )
        {
            var tag = Varint(message, ref at);
            var length = (tag & 7) switch
            {
                1 => 8,
                2 => (int)Varint(message, ref at),
                5 => 4,
                _ => 0,
            };
            if ((tag & 7) == 0)
            {
                Varint(message, ref at);
            }

            yield return ((int)(tag >> 3), message[at..(at + length)]);
            at += length;
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
