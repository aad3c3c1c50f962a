using Portal.Packaging.Contents;

namespace Portal.Packaging.Archives.Zip;

/// <summary>What a record of the central directory says (APPNOTE 4.3.12), with what reading needs of it later.</summary>
internal sealed class ZipEntry
{
    public const int HeaderLength = 46;

    private const int UnixSystem = 3;
    private const int MacSystem = 19;
    private const int TypeMask = 0xF000;
    private const int FolderType = 0x4000;
    private const int FileType = 0x8000;
    private const int LinkType = 0xA000;
    private const int SpecialBits = 0xE00;
    private const int OwnerExecute = 0x40;

    public required int Flags { get; init; }

    public required int Method { get; init; }

    public required uint Crc { get; init; }

    public required long CompressedLength { get; init; }

    public required long Length { get; init; }

    /// <summary>Where the local header begins.</summary>
    public required long Offset { get; init; }

    public required byte[] Name { get; init; }

    /// <summary>Type and permissions as stat gives them; 0 when the zip was not made on Unix.</summary>
    public required int UnixMode { get; init; }

    /// <summary>True when the MS-DOS attributes, which every system writes, say folder.</summary>
    public required bool IsDosFolder { get; init; }

    /// <summary>The path, once it was found good; null when it was refused.</summary>
    public ContentPath? Path { get; set; }

    public bool HasDescriptor => (Flags & ZipFields.DescriptorFlag) != 0;

    public bool IsFolder => Name is [.., (byte)'/'];

    public bool IsLink => (UnixMode & TypeMask) == LinkType;

    public bool HasSpecialBits => (UnixMode & SpecialBits) != 0;

    /// <summary>True when the owner may execute it; null when only its bytes can tell.</summary>
    public bool? IsExecutable => UnixMode == 0 ? null : (UnixMode & OwnerExecute) != 0;

    /// <summary>True for a device, pipe or socket.</summary>
    public bool IsDevice => (UnixMode & TypeMask) is not (0 or FolderType or FileType or LinkType);

    /// <summary>True when mode or attributes say folder and the name does not, or the mode says file and the name folder.</summary>
    public bool ContradictsName =>
        (IsDosFolder && !IsFolder)
        || ((UnixMode & TypeMask) != 0 && (UnixMode & TypeMask) == FolderType != IsFolder);

    public static int ModeOf(int madeBy, uint attributes) =>
        (madeBy >> 8) is UnixSystem or MacSystem ? (int)(attributes >> 16) : 0;
}
