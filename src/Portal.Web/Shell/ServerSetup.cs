using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Portal.Shell;

/// <summary>The server itself: where it listens, how much it takes.</summary>
internal static class ServerSetup
{
    /// <summary>Of a request body, in bytes, where the endpoint names no other: JSON and forms. Uploads name their own.</summary>
    public const long BodyLimit = 1024 * 1024;

    public static void AddPortalServer(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (
            configuration["urls"] is null
            && configuration["http_ports"] is null
            && configuration["https_ports"] is null
            && !configuration.GetSection("Kestrel:Endpoints").Exists()
        )
        {
            builder.WebHost.UseUrls(PortalApp.DefaultUrl);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimit;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestLineSize = 4 * 1024;
        });
    }
}
