namespace Portal.Packaging.Contents;

/// <summary>The rules of one path. Each holds for the path as given and for what it becomes by compatibility.</summary>
public static class PathRules
{
    /// <summary>Longest path in UTF-16 units, which is what Windows counts.</summary>
    public const int MaxLength = 240;

    /// <summary>Most segments of a path, the file's name included.</summary>
    public const int MaxDepth = 16;

    /// <summary>Longest segment in UTF-8 bytes: what Linux file systems and Rock Ridge can hold.</summary>
    public const int MaxSegmentBytes = 255;

    private const string Rename = "Rename the file.";

    public static readonly ContentRule Utf8 = new("archive.path.utf-8", "Write the name in UTF-8.");
    public static readonly ContentRule Form = new(
        "archive.path.form",
        "Rename it to Unicode normalisation form C."
    );
    public static readonly ContentRule Length = new(
        "archive.path.length",
        "Keep paths within 240 characters and names within 255 bytes."
    );
    public static readonly ContentRule Depth = new(
        "archive.path.depth",
        "Keep files within 16 levels."
    );
    public static readonly ContentRule Control = new("archive.path.control", Rename);
    public static readonly ContentRule Bidi = new("archive.path.bidi", Rename);
    public static readonly ContentRule PrivateUse = new("archive.path.private-use", Rename);
    public static readonly ContentRule Unassigned = new("archive.path.unassigned", Rename);
    public static readonly ContentRule Character = new(
        "archive.path.character",
        "Rename it without < > : \" \\ | ? and *, which Windows cannot hold."
    );
    public static readonly ContentRule Backslash = new(
        "archive.path.backslash",
        "Separate folders by '/'."
    );
    public static readonly ContentRule Absolute = new(
        "archive.path.absolute",
        "Pack it by a path relative to the top."
    );
    public static readonly ContentRule EmptySegment = new(
        "archive.path.empty-segment",
        "Give each folder and file a name."
    );
    public static readonly ContentRule DotSegment = new(
        "archive.path.dot-segment",
        "Pack without '.' and '..' in paths."
    );
    public static readonly ContentRule ReservedName = new("archive.path.reserved-name", Rename);
    public static readonly ContentRule Beginning = new("archive.path.beginning", Rename);
    public static readonly ContentRule Ending = new("archive.path.ending", Rename);

    /// <summary>Every rule of a path.</summary>
    public static IReadOnlyList<ContentRule> All { get; } =
    [
        Utf8,
        Form,
        Length,
        Depth,
        Control,
        Bidi,
        PrivateUse,
        Unassigned,
        Character,
        Backslash,
        Absolute,
        EmptySegment,
        DotSegment,
        ReservedName,
        Beginning,
        Ending,
    ];
}
