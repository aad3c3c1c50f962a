using Portal.Protocol.Following;

namespace Portal.Following;

internal static class FollowingMapping
{
    public static FollowingWire ToWire(this FollowingView view)
    {
        var (followed, state) = view;
        return new(
            followed.Product,
            followed.Mirrors,
            followed.Channels,
            followed.RootKeys,
            state.NextAt,
            state.CheckedAt,
            state.GoodAt,
            state.ErrorCode is { } code ? new(code, state.ErrorText ?? "") : null,
            state.Taking is { } version ? new(version, state.Done, state.Total) : null,
            [
                .. state.Seen.Select(s => new SeenChannelWire(
                    s.Channel,
                    s.Version,
                    s.Sha256,
                    s.Withdrawn,
                    s.State,
                    s.Percent,
                    s.Reason
                )),
            ]
        );
    }
}
