using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Portal.Webhooks;

/// <summary>
/// The one way by which this server sends anything to an address that a user gave: it looks the name up, checks every
/// address, and connects to one that it has checked, so that a name that changes between the two leads nowhere. No
/// redirects, proxies or cookies; the answer's body is never read.
/// </summary>
internal sealed class GuardedClient : IDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private readonly WebhookOptions _options;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    public GuardedClient(IOptions<WebhookOptions> options)
        : this(options.Value, Dns.GetHostAddressesAsync) { }

    /// <param name="options">Whether loopback will do.</param>
    /// <param name="resolve">Looks a name up.</param>
    internal GuardedClient(
        WebhookOptions options,
        Func<string, CancellationToken, Task<IPAddress[]>> resolve
    )
    {
        (_options, _resolve) = (options, resolve);
        _invoker = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                // What happened to a request here is nobody's business.
                ActivityHeadersPropagator = null,
                ConnectCallback = ConnectAsync,
                ConnectTimeout = options.Timeout,
                MaxResponseHeadersLength = 16,
                // What is not read is not waited for: the connection is closed.
                MaxResponseDrainSize = 0,
                PooledConnectionLifetime = TimeSpan.Zero,
            }
        );
    }

    /// <summary>Sends it, within the time of the options; gives the status of the answer.</summary>
    /// <exception cref="RefusedAddressException">It leads to where nobody may be sent.</exception>
    /// <exception cref="HttpRequestException">There was no answer.</exception>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    public async Task<int> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.Timeout);
        try
        {
            // An invoker answers as soon as the headers are there.
            using var answer = await _invoker.SendAsync(request, limit.Token);
            return (int)answer.StatusCode;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {_options.Timeout.TotalSeconds:0} s.", e);
        }
        catch (HttpRequestException e) when (e.InnerException is RefusedAddressException refused)
        {
            throw new RefusedAddressException(refused.Message, e);
        }
    }

    public void Dispose() => _invoker.Dispose();

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var end = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(end.Host, out var given)
            ? [given]
            : await _resolve(end.Host, cancellationToken);
        foreach (var address in addresses)
        {
            // One that is wrong is enough: a name that leads to both is asked again until it leads to the other.
            if (!PublicAddress.MayReach(address, _options))
            {
                throw new RefusedAddressException(
                    $"{end.Host} leads to {address}, which not everybody can reach."
                );
            }
        }

        if (addresses.Length == 0)
        {
            throw new RefusedAddressException($"{end.Host} leads nowhere.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, end.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
