using System.Net;
using Microsoft.Extensions.Options;
using Portal.Shell;

namespace Portal.Access;

/// <summary>Decides whether a request comes straight from a trusted proxy.</summary>
internal sealed class ProxyTrust(IOptions<ProxySignInOptions> options)
{
    private readonly IPNetwork[] _from =
    [
        .. options.Value.From.Select(f => Proxies.Parse(ProxySignInOptions.Section + ":From", f)),
    ];

    /// <summary>The name in the header of a request from a trusted address; null for every other request.</summary>
    public string? NameIn(HttpContext context)
    {
        if (
            string.IsNullOrEmpty(options.Value.Header)
            || !context.Request.Headers.TryGetValue(options.Value.Header, out var values)
            || context.Features.Get<PeerAddress>()?.Address is not { } peer
        )
        {
            return null;
        }

        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        // Two values are two answers to who it is: neither is believed, as no account has a name with a comma.
        var name = values.ToString();
        return name.Length > 0 && Array.Exists(_from, n => n.Contains(address)) ? name : null;
    }
}
