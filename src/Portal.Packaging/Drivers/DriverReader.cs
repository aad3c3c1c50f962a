using Portal.Packaging.Contents;
using Portal.Packaging.Manifests;
using Portal.Trust.Authenticode;

namespace Portal.Packaging.Drivers;

/// <summary>Puts together what was found in the files of a component.</summary>
internal sealed class DriverReader
{
    private const int MaximumCatalogs = 32;

    private readonly List<Looked> _files;
    private readonly Dictionary<string, Looked> _byPath;

    /// <param name="inspectionOf">Null where a file was not looked into.</param>
    public DriverReader(ContentList contents, Func<ContentEntry, FileInspection?> inspectionOf)
    {
        _files =
        [
            .. contents
                .Entries.Where(e => e.Kind is ContentKind.File)
                .Select(e => new Looked(e, inspectionOf(e))),
        ];
        // Windows does not tell upper from lower case; that no two paths differ in it alone is a rule of archives.
        _byPath = _files
            .GroupBy(f => f.Path, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase);
    }

    private sealed record Looked(ContentEntry Entry, FileInspection? Inspection)
    {
        public string Path => Entry.Path.Value;

        /// <summary>What a catalog may have it by, upper-case hexadecimal.</summary>
        public IEnumerable<string> Digests
        {
            get
            {
                yield return Inspection?.PeSha256 is { } pe
                    ? Convert.ToHexString(pe.Span)
                    : Entry.Sha256.Hex.ToUpperInvariant();
                if (Inspection is { Sha1.IsEmpty: false })
                {
                    yield return Convert.ToHexString(Inspection.Sha1.Span);
                }
            }
        }

        public string Folder =>
            Path.LastIndexOf('/') is var slash and >= 0 ? Path[..(slash + 1)] : "";
    }

    /// <summary>Everything; remarks need the manifest.</summary>
    /// <param name="isCutShort">There was more than is looked into.</param>
    public DriverReport Read(ComponentManifest manifest, bool isCutShort)
    {
        var drivers = _files
            .Where(file => file.Inspection?.Inf is { Facts.IsDriver: true })
            .Select(file => new PackagedDriver(
                file.Path,
                file.Inspection!.Inf!.Facts,
                [
                    .. file.Inspection.Inf.Needs.Select(need =>
                        StandingOf(file, need.Key, need.Value.Catalog, need.Value.Files)
                    ),
                ]
            ))
            .Select(driver => driver with { Offered = DriverOffers.ClassOf(manifest, driver) })
            .ToList();
        var signed = _files
            .Where(file => file.Inspection is { Signatures.Count: > 0 })
            .ToDictionary(
                file => file.Path,
                file => FileSignature.Best(file.Inspection!.Signatures)!,
                StringComparer.Ordinal
            );
        return new DriverReport(
            signed,
            Members(),
            drivers,
            DriverRemarks.Of(manifest, drivers, signed, isCutShort)
        );
    }

    private DriverStanding StandingOf(
        Looked inf,
        string architecture,
        string? catalogName,
        IReadOnlyList<string> named
    )
    {
        var (brought, missing) = (new List<Looked> { inf }, new List<string>());
        foreach (var name in named)
        {
            if (_byPath.TryGetValue(inf.Folder + name, out var file))
            {
                brought.Add(file);
            }
            else
            {
                missing.Add(name);
            }
        }

        var catalog = catalogName is null
            ? null
            : _byPath.GetValueOrDefault(inf.Folder + catalogName);
        if (catalog?.Inspection?.Catalog is not { } read)
        {
            return new DriverStanding(
                architecture,
                SignatureClass.None,
                catalogName,
                null,
                null,
                [],
                missing
            );
        }

        var strangers = brought
            .Where(file => file != catalog && !file.Digests.Any(read.Has))
            .Select(file => file.Path)
            .ToList();
        return new DriverStanding(
            architecture,
            strangers.Count > 0 ? SignatureClass.Broken : read.Signature.Class,
            catalog.Path,
            read.Signature,
            read.Systems,
            strangers,
            missing
        );
    }

    private Dictionary<string, string> Members()
    {
        var catalogs = _files
            .Where(f => f.Inspection?.Catalog is not null)
            .SelectMany(f => f.Inspection!.Catalog!.Members.Select(m => (m.Digest, Catalog: f)))
            .ToLookup(m => m.Digest, m => m.Catalog, StringComparer.Ordinal);
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in _files)
        {
            // One that lies with the file, or above it. Few have the same file, unless somebody wants us to look at many.
            var catalog = file
                .Digests.SelectMany(digest => catalogs[digest])
                .Take(MaximumCatalogs)
                .FirstOrDefault(c =>
                    file.Path.StartsWith(c.Folder, StringComparison.OrdinalIgnoreCase)
                );
            if (catalog is not null)
            {
                members.Add(file.Path, catalog.Path);
            }
        }

        return members;
    }
}
