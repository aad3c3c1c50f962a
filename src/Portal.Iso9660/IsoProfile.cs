namespace Portal.Iso9660;

/// <summary>What an image says about itself.</summary>
/// <param name="VolumeId">
/// The label: 1 to 32 of <c>A-Z 0-9 _</c>. What it is not, a lenient plan makes it: "my-tools" becomes "MY_TOOLS".
/// </param>
/// <param name="Epoch">
/// Every timestamp on the image, in Unix seconds: 0 to 2^31 - 1, because Linux up to 6.1 wraps beyond. A lenient plan
/// takes the nearest one.
/// </param>
public sealed record IsoProfile(string VolumeId, long Epoch)
{
    /// <summary>The largest epoch that every reader shows alike: 2038-01-19T03:14:07Z.</summary>
    public const long MaxEpoch = int.MaxValue;

    /// <summary>Longest primary label in characters.</summary>
    public const int MaxVolumeIdLength = 32;

    /// <summary>Longest Joliet label in characters: its field is as wide, but each character takes two bytes.</summary>
    public const int MaxJolietVolumeIdLength = 16;

    private readonly string? _jolietVolumeId;

    internal bool HasOwnJolietVolumeId => _jolietVolumeId is not null;

    /// <summary>The label Windows shows: 1 to 16 printable ASCII characters without <c>* / : ; ? \</c>. Default: the label's first 16.</summary>
    public string JolietVolumeId
    {
        get => _jolietVolumeId ?? VolumeId[..Math.Min(VolumeId.Length, MaxJolietVolumeIdLength)];
        init => _jolietVolumeId = value;
    }

    /// <summary>At most 128 a-characters (<c>A-Z 0-9 _ space ! " % &amp; ' ( ) * + , - . / : ; &lt; = &gt; ?</c>).</summary>
    public string PublisherId { get; init; } = "";

    /// <summary>At most 128 a-characters.</summary>
    public string PreparerId { get; init; } = "";

    /// <summary>At most 128 a-characters.</summary>
    public string ApplicationId { get; init; } = "";

    /// <summary>At most 32 a-characters. "LINUX" is what the common tools write.</summary>
    public string SystemId { get; init; } = "LINUX";

    /// <summary>Whether what readers will not all show alike is changed and reported, or refused.</summary>
    public IsoStrictness Strictness { get; init; } = IsoStrictness.Lenient;

    /// <summary>
    /// Ids of rules whose remarks are no reason to refuse the image, though it is planned strictly; such as
    /// <c>iso.joliet.symlink</c>, which every tree with links breaks.
    /// </summary>
    public IReadOnlyCollection<string> Accepted { get; init; } = [];

    /// <summary>Whether there is a Joliet tree, and how long its names are.</summary>
    public IsoJoliet Joliet { get; init; } = IsoJoliet.Long;
}
