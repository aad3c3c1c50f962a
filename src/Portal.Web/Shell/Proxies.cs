using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Portal.Shell;

/// <summary>
/// Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: <c>Proxies__0=10.0.0.1</c> or
/// <c>Proxies__0=10.0.0.0/24</c>. With none, which is the default, the headers are ignored: anybody can send them.
/// </summary>
internal static class Proxies
{
    private const string Section = "Proxies";

    public static void AddPortalProxies(
        this IServiceCollection services,
        IConfiguration configuration
    )
    {
        var proxies = configuration.GetSection(Section).Get<string[]>() ?? [];
        var networks = Array.ConvertAll(proxies, p => Parse(Section, p));
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders =
                proxies.Length == 0
                    ? ForwardedHeaders.None
                    : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in networks)
            {
                options.KnownIPNetworks.Add(network);
            }
        });
    }

    public static void UsePortalProxies(this WebApplication app) => app.UseForwardedHeaders();

    /// <summary>An address, or a network in CIDR notation.</summary>
    /// <exception cref="SettingException">It is neither; the message names the section.</exception>
    public static System.Net.IPNetwork Parse(string section, string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8);
        }

        return System.Net.IPNetwork.TryParse(text, out var network)
            ? network
            : throw new SettingException(
                $"{section} holds '{text}', which is neither an IP address nor a network such as 10.0.0.0/24."
            );
    }
}
