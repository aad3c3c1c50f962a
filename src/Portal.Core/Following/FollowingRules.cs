using Portal.Protocol;
using Portal.Protocol.Problems;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Following;

/// <summary>What an order has to keep to.</summary>
internal static class FollowingRules
{
    private const int MaxMirrors = 10;
    private const int MaxChannels = 20;
    private const int MaxRootKeys = 20;
    private const int MaxAddress = Releases.Release.TakenFromLength;

    /// <summary>Every finding at once; their paths are those of the fields on the wire.</summary>
    /// <param name="isNew">Nothing is trusted yet: the order has to say where trust begins.</param>
    public static List<Finding> Check(FollowingOrder order, bool isNew, DateTimeOffset now)
    {
        var findings = new List<Finding>();
        Count(order.Mirrors.Count, 1, MaxMirrors, "mirrors", findings);
        for (var i = 0; i < order.Mirrors.Count; i++)
        {
            if (!IsAddress(order.Mirrors[i]))
            {
                findings.Add(
                    new(
                        "following.mirror",
                        $"'{order.Mirrors[i]}' is no address of a mirror.",
                        $"mirrors[{i}]",
                        Mend: $"Write a URL with http or https, without user, query or fragment, at most {MaxAddress} characters."
                    )
                );
            }
        }

        Count(order.Channels.Count, 1, MaxChannels, "channels", findings);
        for (var i = 0; i < order.Channels.Count; i++)
        {
            if (!Names.IsChannelName(order.Channels[i]))
            {
                findings.Add(
                    new(
                        "following.channel",
                        $"'{order.Channels[i]}' is no name of a channel.",
                        $"channels[{i}]"
                    )
                );
            }
            else if (order.Channels.Take(i).Contains(order.Channels[i]))
            {
                findings.Add(
                    new(
                        "following.channel-twice",
                        $"'{order.Channels[i]}' is named twice.",
                        $"channels[{i}]"
                    )
                );
            }
        }

        CheckAnchor(order, isNew, now, findings);
        return findings;
    }

    private static void CheckAnchor(
        FollowingOrder order,
        bool isNew,
        DateTimeOffset now,
        List<Finding> findings
    )
    {
        Count(order.RootKeys.Count, 0, MaxRootKeys, "rootKeys", findings);
        if (isNew && !order.NamesAnchor)
        {
            findings.Add(
                new(
                    "following.anchor",
                    "Nothing says where trust begins.",
                    "rootKeys",
                    Mend: "Give a root file, or the id of a root key, that came by a way you trust."
                )
            );
        }

        if (order.Root is not null && order.RootKeys.Count > 0)
        {
            findings.Add(
                new(
                    "following.anchor",
                    "A root file and ids of root keys exclude each other.",
                    "root"
                )
            );
        }

        for (var i = 0; i < order.RootKeys.Count; i++)
        {
            if (order.RootKeys[i] is not { Length: 64 } key || !key.All(char.IsAsciiHexDigit))
            {
                findings.Add(
                    new(
                        "following.root-key",
                        $"'{order.RootKeys[i]}' is no id of a key: it has 64 hexadecimal digits.",
                        $"rootKeys[{i}]"
                    )
                );
            }
        }

        if (order.Root is { } root && RootProblem(root, now) is { } problem)
        {
            findings.Add(new("following.root", $"This is no root: {problem}", "root"));
        }
    }

    private static string? RootProblem(byte[] root, DateTimeOffset now)
    {
        if (root.Length > new UpdaterLimits().RootLength)
        {
            return "it is too long.";
        }

        try
        {
            _ = new TrustedMetadata(root, now);
            return null;
        }
        catch (TufException e)
        {
            return e.Message;
        }
    }

    /// <summary>A user in it would be a secret that everybody reads.</summary>
    private static bool IsAddress(string? text) =>
        text?.Length <= MaxAddress
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
        && url.UserInfo.Length == 0
        && url.Query.Length == 0
        && url.Fragment.Length == 0;

    private static void Count(int count, int least, int most, string path, List<Finding> findings)
    {
        if (count < least || count > most)
        {
            findings.Add(
                new("following.count", $"There are {count}, and {least} to {most} may be.", path)
            );
        }
    }
}
