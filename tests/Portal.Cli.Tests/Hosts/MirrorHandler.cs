using System.Net;
using System.Net.Http.Headers;

namespace Portal.Cli.Tests.Hosts;

/// <summary>A web server over a folder, in place of sockets: parts of files, and what servers do wrong.</summary>
internal sealed class MirrorHandler(string folder) : HttpMessageHandler
{
    /// <summary>Hosts that do not answer.</summary>
    public HashSet<string> Down { get; } = [];

    /// <summary>False: files come whole whatever was asked for.</summary>
    public bool HasRanges { get; set; } = true;

    /// <summary>Bytes of ISOs after which the connection breaks off, once; null: never.</summary>
    public long? BreaksAfter { get; set; }

    /// <summary>Called before an ISO is served.</summary>
    public Action? OnImage { get; set; }

    /// <summary>Changes what is served.</summary>
    public Func<string, byte[], byte[]>? Tamper { get; set; }

    /// <summary>Answers what is posted; null: this is a mirror, and nothing can be.</summary>
    public Func<HttpRequestMessage, byte[], HttpResponseMessage>? Portal { get; set; }

    /// <summary>The folder that is served.</summary>
    public string Folder { get; set; } = folder;

    /// <summary>What was asked for, as <c>host/path</c>.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The request that the server does not answer any more, as its place in <see cref="Requests"/>; null: none.</summary>
    public int? FailsAt { get; set; }

    /// <summary>Bytes of ISOs that were asked for.</summary>
    public long ImageBytes { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var url = request.RequestUri!;
        if (Down.Contains(url.Host))
        {
            throw new HttpRequestException($"{url.Host} is down.");
        }

        if (request.Method == HttpMethod.Post && Portal is not null)
        {
            return Portal(request, await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        }

        var path = Uri.UnescapeDataString(url.AbsolutePath).TrimStart('/');
        if (FailsAt <= Requests.Count)
        {
            throw new HttpRequestException($"{url.Host} went away.");
        }

        Requests.Add($"{url.Host}/{path}");
        var file = Path.Combine(Folder, path);
        if (!File.Exists(file))
        {
            return new(HttpStatusCode.NotFound);
        }

        var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
        bytes = Tamper?.Invoke($"{url.Host}/{path}", bytes) ?? bytes;
        var (from, to) = (0L, bytes.LongLength);
        var answer = new HttpResponseMessage(HttpStatusCode.OK);
        if (HasRanges && request.Headers.Range?.Ranges.Single() is { From: { } first } range)
        {
            (from, to) = (first, Math.Min(range.To + 1 ?? to, to));
            answer.StatusCode = HttpStatusCode.PartialContent;
        }

        Stream body = new MemoryStream(bytes, (int)from, (int)(to - from));
        if (path.EndsWith(".iso", StringComparison.Ordinal))
        {
            OnImage?.Invoke();
            ImageBytes += to - from;
            if (BreaksAfter is { } limit)
            {
                BreaksAfter = limit >= to - from ? limit - (to - from) : null;
                body = new BreakingStream(body, limit);
            }
        }

        answer.Content = new StreamContent(body);
        if (answer.StatusCode == HttpStatusCode.PartialContent)
        {
            answer.Content.Headers.ContentRange = new ContentRangeHeaderValue(
                from,
                to - 1,
                bytes.LongLength
            );
        }

        return answer;
    }

    private sealed class BreakingStream(Stream inner, long limit) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var left = limit - inner.Position;
            if (left <= 0 && inner.Position < inner.Length)
            {
                throw new IOException("The connection broke off.");
            }

            return inner.Read(buffer, offset, (int)Math.Min(count, Math.Max(left, 0)));
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();
    }
}
