namespace Portal.Hosts;

/// <summary>Where pages of hosts lie.</summary>
public static class HostAddress
{
    public static string Of(string product) => $"/products/{product}/hosts";

    /// <summary>Those that follow one channel.</summary>
    public static string Of(string product, string channel) => $"{Of(product)}?channel={channel}";
}
