using System.Net.Http.Headers;

namespace Portal.Protocol.Client;

/// <summary>One request as it can be sent any number of times.</summary>
/// <param name="Path">Relative to the portal's root, escaped.</param>
internal sealed record PortalRequest(HttpMethod Method, string Path)
{
    /// <summary>Makes the body anew for each try; null: none.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>True when sending it twice does what sending it once does.</summary>
    public bool Repeatable { get; init; } =
        Method == HttpMethod.Get
        || Method == HttpMethod.Head
        || Method == HttpMethod.Put
        || Method == HttpMethod.Delete;

    /// <summary>Files are public: they are asked for without a token, so that no mirror or redirect ever sees one.</summary>
    public bool Anonymous { get; init; }

    public string Accept { get; init; } = "application/json";

    /// <summary>Further header lines.</summary>
    public Action<HttpRequestHeaders>? Headers { get; init; }

    public static PortalRequest Get(string path) => new(HttpMethod.Get, path);
}
