using System.Diagnostics.CodeAnalysis;

namespace Portal.Protocol.Client;

/// <summary>Where the portal is, who asks, and how patient the client is.</summary>
public sealed class PortalClientOptions
{
    /// <summary>The portal's root, <c>https://tools.example.org/</c>; a path in front of <c>/api</c> is kept.</summary>
    public required Uri Url { get; init; }

    /// <summary>Sent as a bearer token to this portal's API alone; null: reads only. Never logged, never in an error.</summary>
    public string? Token { get; init; }

    /// <summary>Lets a token go over plain http to another machine, where anybody on the way can read it.</summary>
    public bool InsecureHttp { get; init; }

    /// <summary>Further tries of a request that may be repeated, 0-10.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>
    /// Further tries of a resumable upload that gets no further, at least 0. The waits between them grow to 8 s, so that the
    /// default is two minutes: enough for a portal to restart.
    /// </summary>
    public int UploadRetries { get; init; } = 20;

    /// <summary>How long the portal may be silent: no answer, or no further byte.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long the portal may take over an upload after its last byte: it checks and stores thousands of files.</summary>
    public TimeSpan UploadPatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A longer <c>Retry-After</c> than this is reported instead of being waited for.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(1);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Takes the place of sockets in tests. It must not follow redirects; the caller disposes it.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Reads the address of a portal: absolute, http or https, without query or user.</summary>
    public static bool TryParseUrl(string? text, [NotNullWhen(true)] out Uri? url)
    {
        url = null;
        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var parsed)
            || parsed.Scheme is not ("http" or "https")
            || parsed.UserInfo.Length > 0
            || parsed.Query.Length > 0
            || parsed.Fragment.Length > 0
        )
        {
            return false;
        }

        // Without the slash at its end the last folder would be cut off when a path is resolved against it.
        url = parsed.AbsolutePath.EndsWith('/') ? parsed : new Uri(parsed.AbsoluteUri + "/");
        return true;
    }
}
