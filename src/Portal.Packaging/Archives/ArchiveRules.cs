using Portal.Packaging.Contents;

namespace Portal.Packaging.Archives;

/// <summary>The rules of archives. Those of paths and trees are in <see cref="PathRules"/> and <see cref="TreeRules"/>.</summary>
public static class ArchiveRules
{
    private const string PackAgain = "Pack it again, and check that the transfer was complete.";
    private const string PackPlain = "Pack files, folders and symbolic links only.";
    private const string OtherTool = "Pack it with tar, bsdtar, zip or gtp component pack.";

    public static readonly ContentRule Kind = new(
        "archive.kind",
        "Pack the folder as .tar, .tar.gz or .zip."
    );
    public static readonly ContentRule Truncated = new("archive.truncated", PackAgain);
    public static readonly ContentRule Trailing = new("archive.trailing-data", PackAgain);
    public static readonly ContentRule Checksum = new("archive.checksum", PackAgain);
    public static readonly ContentRule Compressed = new("archive.compressed-data", PackAgain);
    public static readonly ContentRule Size = new("archive.size", OtherTool);
    public static readonly ContentRule Header = new("archive.header", OtherTool);
    public static readonly ContentRule Layout = new("archive.layout", OtherTool);
    public static readonly ContentRule Method = new(
        "archive.method",
        "Compress by deflate, or not at all."
    );
    public static readonly ContentRule Encrypted = new(
        "archive.encrypted",
        "Pack it without a password."
    );
    public static readonly ContentRule Device = new("archive.entry.device", PackPlain);
    public static readonly ContentRule HardLink = new(
        "archive.entry.hard-link",
        "Pack a copy (tar --hard-dereference) or a symbolic link."
    );
    public static readonly ContentRule Sparse = new(
        "archive.entry.sparse",
        "Pack without --sparse."
    );
    public static readonly ContentRule EntryType = new("archive.entry.type", PackPlain);
    public static readonly ContentRule SpecialBits = new(
        "archive.entry.special-bits",
        "chmod u-s,g-s,-t before packing."
    );
    public static readonly ContentRule ManifestMissing = new(
        "archive.manifest.missing",
        "Put component.yaml at the top, or in the one folder that holds everything."
    );
    public static readonly ContentRule ManifestLength = new(
        "archive.manifest.length",
        "Shorten component.yaml."
    );
    public static readonly ContentRule UnpackedLimit = new(
        "archive.limit.unpacked",
        "Leave out what is not installed."
    );
    public static readonly ContentRule EntriesLimit = new(
        "archive.limit.entries",
        "Leave out what is not installed."
    );
    public static readonly ContentRule RatioLimit = new(
        "archive.limit.ratio",
        "Leave out long runs of one byte, such as empty disk images."
    );
    public static readonly ContentRule More = new(
        "archive.more-findings",
        "Mend those above first."
    );

    /// <summary>Every rule that an archive can break, with those of its paths and its tree.</summary>
    public static IReadOnlyList<ContentRule> All { get; } =
    [
        Kind,
        Truncated,
        Trailing,
        Checksum,
        Compressed,
        Size,
        Header,
        Layout,
        Method,
        Encrypted,
        Device,
        HardLink,
        Sparse,
        EntryType,
        SpecialBits,
        ManifestMissing,
        ManifestLength,
        UnpackedLimit,
        EntriesLimit,
        RatioLimit,
        More,
        .. PathRules.All,
        .. TreeRules.All,
    ];
}
