namespace Portal.Iso9660;

/// <summary>What an image says about itself.</summary>
/// <param name="VolumeId">The label: 1 to 32 of <c>A-Z 0-9 _</c>.</param>
/// <param name="Epoch">
/// Every timestamp on the image, in Unix seconds: 0 to 2^31 - 1, because Linux up to 6.1 wraps beyond.
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

    /// <exception cref="IsoException"><c>iso.epoch.range</c>, <c>iso.volume-id</c>, <c>iso.joliet.volume-id</c>, <c>iso.identifier</c>.</exception>
    internal void Check()
    {
        if (Epoch is < 0 or > MaxEpoch)
        {
            throw new IsoException(
                "iso.epoch.range",
                "",
                $"The epoch {Epoch} is outside 0 to {MaxEpoch}."
            );
        }

        if (
            VolumeId.Length is 0 or > MaxVolumeIdLength
            || VolumeId.AsSpan().ContainsAnyExcept(Naming.CharacterSets.D)
        )
        {
            throw new IsoException(
                "iso.volume-id",
                "",
                $"The volume id '{VolumeId}' is not 1 to {MaxVolumeIdLength} of A-Z, 0-9 and _."
            );
        }

        if (
            JolietVolumeId.Length is 0 or > MaxJolietVolumeIdLength
            || JolietVolumeId.AsSpan().ContainsAnyExceptInRange(' ', '~')
            || JolietVolumeId.AsSpan().ContainsAny(Naming.CharacterSets.NotInJoliet)
        )
        {
            throw new IsoException(
                "iso.joliet.volume-id",
                "",
                $"The Joliet volume id '{JolietVolumeId}' is not 1 to {MaxJolietVolumeIdLength} printable characters."
            );
        }

        CheckIdentifier(nameof(SystemId), SystemId, 32);
        CheckIdentifier(nameof(PublisherId), PublisherId, 128);
        CheckIdentifier(nameof(PreparerId), PreparerId, 128);
        CheckIdentifier(nameof(ApplicationId), ApplicationId, 128);
    }

    private static void CheckIdentifier(string field, string value, int limit)
    {
        if (value.Length > limit || value.AsSpan().ContainsAnyExcept(Naming.CharacterSets.A))
        {
            throw new IsoException(
                "iso.identifier",
                "",
                $"{field} '{value}' is not at most {limit} a-characters."
            );
        }
    }
}
