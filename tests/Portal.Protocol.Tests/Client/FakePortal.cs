using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Portal.Protocol;
using Portal.Protocol.Client;
using Portal.Protocol.Problems;
using Portal.Protocol.Uploads;

namespace Portal.Testing;

/// <summary>A request as it arrived.</summary>
public sealed record SeenRequest(
    string Method,
    string Url,
    NameValueCollection Headers,
    byte[] Body
);

/// <summary>An HTTP server on loopback that answers what a test says, one answer a request.</summary>
public sealed class FakePortal : IDisposable
{
    private readonly HttpListener _listener;
    private readonly ConcurrentQueue<Func<HttpListenerContext, Task>> _answers = new();
    private readonly Task _loop;

    public FakePortal()
    {
        (_listener, Url) = Listen();
        _loop = ServeAsync();
    }

    public Uri Url { get; }

    public ConcurrentQueue<SeenRequest> Requests { get; } = new();

    /// <summary>What is answered when nothing is queued; by default 404.</summary>
    public Func<HttpListenerContext, Task> Otherwise { get; set; } =
        context =>
            ProblemAsync(
                context,
                new ProblemWire(null, "Not found", 404, "There is no such thing.", "not-found")
            );

    public FakePortal Then(Func<HttpListenerContext, Task> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public FakePortal ThenJson<T>(T value, JsonTypeInfo<T> type, int status = 200) =>
        Then(context => JsonAsync(context, value, type, status));

    public FakePortal ThenProblem(ProblemWire problem) =>
        Then(context => ProblemAsync(context, problem));

    public FakePortal ThenStatus(int status, string? retryAfter = null) =>
        Then(context =>
        {
            if (retryAfter is not null)
            {
                context.Response.Headers["Retry-After"] = retryAfter;
            }

            return TextAsync(context, "<html>busy</html>", "text/html", status);
        });

    /// <summary>Begins a resumable upload, <c>u1</c>.</summary>
    public FakePortal ThenCreates() =>
        Then(context =>
            EmptyAsync(context, 201, ("Location", "http://elsewhere.example/api/v1/uploads/u1"))
        );

    /// <summary>Keeps a piece of an upload.</summary>
    public FakePortal ThenSaves() =>
        Then(context =>
        {
            var end =
                long.Parse(context.Request.Headers["Upload-Offset"]!)
                + context.Request.ContentLength64;
            return EmptyAsync(context, 204, ("Upload-Offset", $"{end}"));
        });

    /// <summary>Says how far an upload is.</summary>
    public FakePortal ThenStands(long offset) =>
        Then(context => EmptyAsync(context, 200, ("Upload-Offset", $"{offset}")));

    /// <summary>Takes an archive in one piece, and tells what became of it.</summary>
    public FakePortal ThenTakes(UploadWire outcome) =>
        ThenCreates().ThenSaves().ThenJson(outcome, ProtocolJson.Default.UploadWire);

    /// <summary>Sends a part of what was promised, then cuts the connection.</summary>
    public FakePortal ThenBreakOff(byte[]? part = null, long promised = 100, string? etag = null) =>
        Then(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength64 = promised;
            if (etag is not null)
            {
                context.Response.Headers["ETag"] = etag;
            }

            if (part is not null)
            {
                await context.Response.OutputStream.WriteAsync(part);
                await context.Response.OutputStream.FlushAsync();
            }

            context.Response.Abort();
        });

    public PortalClient Client(string? token = null, TimeProvider? time = null, int retries = 4) =>
        new(
            new PortalClientOptions
            {
                Url = Url,
                Token = token,
                Time = time ?? new HastyTime(),
                Retries = retries,
            }
        );

    public static Task EmptyAsync(
        HttpListenerContext context,
        int status,
        params (string Name, string Value)[] headers
    )
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.Close();
        return Task.CompletedTask;
    }

    public static Task JsonAsync<T>(
        HttpListenerContext context,
        T value,
        JsonTypeInfo<T> type,
        int status = 200
    ) => TextAsync(context, JsonSerializer.Serialize(value, type), "application/json", status);

    public static Task ProblemAsync(HttpListenerContext context, ProblemWire problem) =>
        TextAsync(
            context,
            JsonSerializer.Serialize(problem, ProtocolJson.Default.ProblemWire),
            "application/problem+json",
            problem.Status
        );

    public static Task TextAsync(
        HttpListenerContext context,
        string text,
        string type,
        int status = 200
    ) => BytesAsync(context, Encoding.UTF8.GetBytes(text), type, status);

    public static async Task BytesAsync(
        HttpListenerContext context,
        byte[] bytes,
        string type,
        int status = 200
    )
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength64 = bytes.Length;
        await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }

    /// <summary>A loopback address at which nothing listens.</summary>
    public static Uri Nobody()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndpoint).Port}/");
    }

    public void Dispose()
    {
        _listener.Close();
#pragma warning disable VSTHRD002 // the loop ends with the listener
        _loop.Wait();
#pragma warning restore VSTHRD002
    }

    private static (HttpListener, Uri) Listen()
    {
        // HttpListener cannot choose a port itself, and the chosen one may be taken in between.
        for (var attempt = 0; ; attempt++)
        {
            var url = Nobody();
            var listener = new HttpListener();
            listener.Prefixes.Add(url.AbsoluteUri);
            try
            {
                listener.Start();
                return (listener, url);
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                listener.Close();
            }
        }
    }

    private async Task ServeAsync()
    {
        while (true)
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

            try
            {
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                Requests.Enqueue(
                    new SeenRequest(
                        context.Request.HttpMethod,
                        context.Request.RawUrl!,
                        context.Request.Headers,
                        body.ToArray()
                    )
                );
                await (_answers.TryDequeue(out var answer) ? answer : Otherwise)(context);
            }
            catch (Exception e)
                when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The client went away, as some tests want it to.
            }
        }
    }
}
