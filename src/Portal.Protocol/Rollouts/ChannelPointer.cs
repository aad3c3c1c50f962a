namespace Portal.Protocol.Rollouts;

/// <summary>
/// What a channel points to: the file <c>stable/guest-tools/channel.json</c> of the update repository, signed by the channel's
/// own keys. It alone names images.
/// </summary>
/// <param name="Release">The release that is being let out.</param>
/// <param name="Salt">32 hexadecimal digits (16 bytes), fixed for the release: who is chosen is another draw for each release.</param>
/// <param name="Previous">The last release that reached 100 %; null when none did.</param>
/// <param name="Minimum">No version below it is installed any more, and a host that has one counts as a host that has none; null without a floor.</param>
public sealed record ChannelPointer(
    PointedRelease Release,
    string Salt,
    PointedRelease? Previous = null,
    string? Minimum = null
)
{
    /// <summary>Sentences for people, such as of a yanked component; they decide nothing. Null without any.</summary>
    public IReadOnlyList<string>? Warnings { get; init; }
}
