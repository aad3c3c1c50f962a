using System.Diagnostics.CodeAnalysis;

namespace Portal.Iso9660;

/// <summary>Whether an image has a Joliet tree, and how long its names are.</summary>
public enum IsoJoliet
{
    /// <summary>
    /// 103 characters: beyond the specification, and read by Windows, Linux and the common tools (the <c>joliet-long</c> of
    /// genisoimage and xorriso). Driver packages have names of about 100.
    /// </summary>
    [SuppressMessage("Naming", "CA1720", Justification = "The tools' own word for it.")]
    Long,

    /// <summary>64 characters, as the specification has it.</summary>
    Standard,

    /// <summary>No Joliet: Windows shows the bare ISO 9660 names.</summary>
    None,
}
