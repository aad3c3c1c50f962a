using Portal.Images;
using Portal.Protocol.Channels;

namespace Portal.Channels;

/// <summary>Where pages and files of channels lie.</summary>
public static class ChannelAddress
{
    public const string Distros = "/distros";

    public const string NewDistro = "/distros/new";

    public static string All(string product) => $"/products/{product}/channels";

    public static string New(string product) => $"/products/{product}/channels/new";

    public static string Of(string product, string channel) =>
        $"/products/{product}/channels/{channel}";

    public static string Of(Channel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return Of(channel.Product, channel.Name);
    }

    /// <param name="release">The version that is chosen already; null: none.</param>
    public static string Promote(Channel channel, string? release = null) =>
        $"{Of(channel)}/promote"
        + (release is null ? "" : $"?release={Uri.EscapeDataString(release)}");

    /// <summary>The form that asks why.</summary>
    /// <param name="action">One of <see cref="ChannelActions"/>.</param>
    public static string Do(Channel channel, string action) => $"{Of(channel)}/do/{action}";

    public static string Settings(Channel channel) => $"{Of(channel)}/settings";

    public static string Feed(Channel channel) => $"{Of(channel)}/feed.atom";

    public static string OfDistro(string distro) => $"/distros/{distro}";

    /// <summary>The folder of its files, with a slash at the end.</summary>
    public static string Downloads(Channel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        return $"{DownloadEndpoints.Root}/{channel.Product}/{channel.Name}/";
    }

    public static string Pin(Channel channel) =>
        Downloads(channel) + ChannelFiles.Pin(channel.Product);

    public static string Image(Channel channel) =>
        Downloads(channel) + ChannelFiles.Image(channel.Product);

    public static string Spec(Channel channel) =>
        Downloads(channel) + ChannelFiles.Spec(channel.Product);

    public static string ConfigMap(Channel channel) =>
        Downloads(channel) + ChannelFiles.ConfigMap(channel.Product);
}
