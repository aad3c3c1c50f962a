using Portal.Packaging.Inf;
using Portal.Trust.Authenticode;

namespace Portal.Packaging.Drivers;

/// <summary>What a file is to Windows.</summary>
/// <param name="Sha1">What an old catalog has it by; empty where it was not computed.</param>
/// <param name="PeSha256">What a catalog has a PE file by; null for other files, which it has by the digest of their bytes.</param>
/// <param name="Signatures">Of a PE file or a catalog; empty when it has none.</param>
/// <param name="Catalog">Null for any other file.</param>
/// <param name="Inf">Null for any other file.</param>
internal sealed record FileInspection(
    ReadOnlyMemory<byte> Sha1,
    ReadOnlyMemory<byte>? PeSha256,
    IReadOnlyList<FileSignature> Signatures,
    Catalog? Catalog,
    InspectedInf? Inf
);

/// <summary>An INF file, with what it asks for by architecture.</summary>
internal sealed record InspectedInf(
    DriverInf Facts,
    IReadOnlyDictionary<string, (string? Catalog, IReadOnlyList<string> Files)> Needs
)
{
    public static InspectedInf Of(InfFile file)
    {
        var facts = DriverInf.Read(file);
        var files = new DriverFiles(file);
        return new InspectedInf(
            facts,
            facts.IsDriver
                ? facts.Architectures.ToDictionary(
                    architecture => architecture,
                    architecture => (files.CatalogFor(architecture), files.For(architecture)),
                    StringComparer.Ordinal
                )
                : new Dictionary<string, (string? Catalog, IReadOnlyList<string> Files)>()
        );
    }
}
