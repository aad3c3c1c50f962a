namespace Portal.Packaging.Mirrors;

/// <summary>What a mirror holds, and how long what it held before.</summary>
/// <param name="Products">None: all that the update repository has.</param>
/// <param name="Channels">Of each of them; none: all that the update repository has.</param>
/// <param name="Keep">Releases of a product that stay below <c>download/</c>, those that channels point to counted; default 3.</param>
/// <param name="Grace">
/// How long a file stays that nothing leads to any more; default 48 h. Whoever read the timestamp before has to be able to
/// finish, and a timestamp holds for 24 h.
/// </param>
public sealed record MirrorSelection(
    IReadOnlyCollection<string> Products,
    IReadOnlyCollection<string> Channels,
    int Keep = MirrorSelection.UsualKeep,
    TimeSpan? Grace = null
)
{
    public const int UsualKeep = 3;

    public static readonly TimeSpan UsualGrace = TimeSpan.FromHours(48);

    internal TimeSpan GraceTime => Grace ?? UsualGrace;

    internal bool Holds(string product) => Products.Count == 0 || Products.Contains(product);

    internal bool Holds(string channel, string product) =>
        Holds(product) && (Channels.Count == 0 || Channels.Contains(channel));

    /// <summary>One text for one choice, whatever order it was given in.</summary>
    internal string Fingerprint =>
        $"{string.Join(',', Products.Order(StringComparer.Ordinal))} {string.Join(',', Channels.Order(StringComparer.Ordinal))} {Keep} {GraceTime.TotalSeconds:0}";
}
