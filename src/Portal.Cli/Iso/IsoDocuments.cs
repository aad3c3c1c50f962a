using Portal.Iso9660;
using Portal.Protocol;

namespace Portal.Cli.Iso;

/// <summary>What <c>iso build</c> made.</summary>
internal sealed record IsoBuildDocument(
    string File,
    long Length,
    Digest Sha256,
    string VolumeId,
    long Epoch,
    int Files,
    int Folders,
    int Links,
    IReadOnlyList<RemarkDocument> Remarks
);

/// <summary>Something that is on the image, but not for every reader as it is in the folder.</summary>
internal sealed record RemarkDocument(string Rule, string Path, string Message);

/// <summary>What <c>iso ls</c> and <c>iso tree</c> list.</summary>
internal sealed record IsoListDocument(
    string File,
    string Namespace,
    string VolumeId,
    IReadOnlyList<IsoEntryDocument> Entries
);

/// <param name="Kind">file, directory, symlink or special.</param>
/// <param name="Mode">Octal, as 0444; absent without Rock Ridge.</param>
/// <param name="Extents">Where the bytes lie on the image.</param>
internal sealed record IsoEntryDocument(
    string Path,
    string Kind,
    long? Length,
    string? Mode,
    DateTimeOffset? ModifiedAt,
    string? Target,
    IReadOnlyList<IsoEntryExtent>? Extents
)
{
    public static IsoEntryDocument Of(IsoEntry entry) =>
        new(
            entry.Path,
            entry.Kind.ToString().ToLowerInvariant(),
            entry.Kind is IsoEntryKind.File ? entry.Length : null,
            entry.Mode is { } mode ? Convert.ToString(mode & 0xFFF, 8).PadLeft(4, '0') : null,
            entry.ModifiedAt,
            entry.LinkTarget,
            entry.Kind is IsoEntryKind.File ? entry.Extents : null
        );
}

/// <summary>What <c>iso extract</c> wrote.</summary>
/// <param name="LeftOut">Devices, pipes and sockets, which are not written.</param>
internal sealed record IsoExtractDocument(
    string File,
    string Folder,
    int Files,
    int Folders,
    int Links,
    long Bytes,
    IReadOnlyList<string> LeftOut
);

/// <summary>What an image says of itself.</summary>
/// <param name="MissingBytes">How much more the volume has than the file; null when it is whole.</param>
internal sealed record IsoInfoDocument(
    string File,
    long Length,
    long? MissingBytes,
    IReadOnlyList<IsoDescriptorDocument> Descriptors,
    IReadOnlyList<IsoNamespaceDocument> Namespaces
);

/// <inheritdoc cref="IsoDescriptor"/>
internal sealed record IsoDescriptorDocument(
    string Kind,
    long Sector,
    long? Sectors,
    string? VolumeId,
    string? VolumeSetId,
    string? SystemId,
    string? PublisherId,
    string? PreparerId,
    string? ApplicationId,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? ModifiedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? EffectiveAt
);

/// <param name="Bytes">Of all files; those that share an extent count each.</param>
/// <param name="Problem">Why the tree cannot be read; the numbers are absent then.</param>
internal sealed record IsoNamespaceDocument(
    string Namespace,
    int? Files,
    int? Folders,
    int? Links,
    long? Bytes,
    string? Problem
);

/// <summary>What <c>iso verify</c> found.</summary>
/// <param name="Ok">Nothing is against the standards.</param>
/// <param name="Complete">False: the image could not be read on, as the last finding says.</param>
/// <param name="Remarks">What is allowed, and yet not shown alike by all readers.</param>
/// <param name="Omitted">How many more there are of rules of which not all are listed.</param>
internal sealed record IsoVerifyDocument(
    string File,
    bool Ok,
    bool Complete,
    IReadOnlyList<IsoFinding> Findings,
    IReadOnlyList<IsoFinding> Remarks,
    IReadOnlyList<IsoOmittedDocument> Omitted
);

/// <param name="Rule">Of findings or remarks.</param>
/// <param name="Count">Beyond those that are listed.</param>
internal sealed record IsoOmittedDocument(string Rule, long Count);

/// <summary>How two images differ.</summary>
/// <param name="Same">Bit for bit.</param>
internal sealed record IsoDiffDocument(
    string A,
    string B,
    string Namespace,
    bool Same,
    IReadOnlyList<IsoChangeDocument> Changes,
    IsoFetchDocument Fetch
);

/// <param name="Change">added, removed, renamed, content, kind, mode or target.</param>
/// <param name="From">The path in A, when it is not the one in B.</param>
internal sealed record IsoChangeDocument(
    string Change,
    string Path,
    string? From,
    string? Before,
    string? After
);

/// <summary>What a host that holds A would fetch to have B.</summary>
/// <param name="Bytes">In all: the extents and the compressed metadata.</param>
/// <param name="ReusedExtents">How many of B's extents are in A.</param>
/// <param name="ReusedBytes">Their bytes.</param>
/// <param name="MovedExtents">How many of these lie elsewhere in A.</param>
/// <param name="MetadataBytes">Descriptors, path tables and directories of B: its sectors that are not zero and not of files.</param>
/// <param name="MetadataCompressedBytes">The same by gzip.</param>
/// <param name="Extents">The extents of B that are not in A, by offset.</param>
internal sealed record IsoFetchDocument(
    long Bytes,
    int ReusedExtents,
    long ReusedBytes,
    int MovedExtents,
    long MetadataBytes,
    long MetadataCompressedBytes,
    IReadOnlyList<IsoFetchedExtent> Extents
);

internal sealed record IsoFetchedExtent(long Offset, long Length, Digest Sha256, string Path);
