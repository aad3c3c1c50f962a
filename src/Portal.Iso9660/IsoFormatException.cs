namespace Portal.Iso9660;

/// <summary>Bytes that are no ISO 9660 image, or one that cannot be read safely.</summary>
public sealed class IsoFormatException : Exception
{
    public IsoFormatException(string rule, long sector, string message)
        : base($"Sector {sector}: {message}")
    {
        Rule = rule;
        Sector = sector;
    }

    /// <summary>Stable id of what is wrong, such as <c>iso.read.truncated</c>.</summary>
    public string Rule { get; }

    /// <summary>Where, in sectors of 2048 bytes.</summary>
    public long Sector { get; }
}
