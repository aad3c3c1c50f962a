using System.Security.Cryptography;
using Portal.Packaging.Inf;
using Portal.Trust.Authenticode;

namespace Portal.Packaging.Drivers;

/// <summary>Looks at one file as it passes: whether it is signed, a catalog or an INF, and what catalogs know it by.</summary>
internal sealed class FileInspector : IDisposable
{
    /// <summary>In bytes: a larger file is in no catalog by SHA-1, as only old ones have that, and their drivers are small.</summary>
    public const int MaximumSha1 = 64 * 1024 * 1024;

    /// <summary>In bytes: a larger catalog is told as a broken one.</summary>
    public const int MaximumCatalog = 16 * 1024 * 1024;

    private readonly PeDigester _pe = new();
    private readonly IncrementalHash _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly MemoryStream? _whole;
    private readonly FileKind _kind;
    private readonly int _maximum;
    private readonly InspectionBudget _budget;
    private long _length;

    /// <param name="name">Its path or the end of it: what is kept whole is told by its extension.</param>
    /// <param name="budget">Shared by the files of a component.</param>
    public FileInspector(string name, InspectionBudget budget)
    {
        _budget = budget;
        _kind = KindOf(name);
        _maximum = _kind is FileKind.Catalog ? MaximumCatalog : InfFile.MaximumLength;
        _whole = _kind is FileKind.Other ? null : new MemoryStream();
    }

    private enum FileKind
    {
        Other,
        Catalog,
        Inf,
    }

    /// <summary>True when a file of this name says something by its content alone, whatever lies beside it.</summary>
    public static bool IsKept(string name) => KindOf(name) is not FileKind.Other;

    public static bool IsCatalog(string name) => KindOf(name) is FileKind.Catalog;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        // A PE file is known by a hash of its own, from the piece on in which it turns out to be one.
        if (!_pe.IsPe && _length <= MaximumSha1)
        {
            _sha1.AppendData(bytes);
        }

        _pe.Append(bytes);
        if (_length <= _maximum)
        {
            _whole?.Write(bytes);
        }
    }

    /// <summary>What was found, to be asked once, at the end.</summary>
    public FileInspection Finish(AuthenticodeVerifier verifier)
    {
        if (_pe.Finish() is { } pe)
        {
            return new FileInspection(
                pe.Sha1,
                pe.Sha256,
                _budget.Verify(() => verifier.Verify(pe)),
                null,
                null
            );
        }

        var sha1 = _length <= MaximumSha1 ? _sha1.GetHashAndReset() : default;
        if (_kind is FileKind.Other || !_budget.TryKeep(Math.Min(_length, _maximum)))
        {
            return new FileInspection(sha1, null, [], null, null);
        }

        var whole = _length <= _maximum ? Whole : [];
        if (_kind is FileKind.Catalog)
        {
            var catalog = verifier.ReadCatalog(whole);
            return new FileInspection(sha1, null, [catalog.Signature], catalog, null);
        }

        return new FileInspection(sha1, null, [], null, InspectedInf.Of(InfFile.Read(whole)));
    }

    public void Dispose()
    {
        _pe.Dispose();
        _sha1.Dispose();
        _whole?.Dispose();
    }

    private ReadOnlySpan<byte> Whole => _whole!.GetBuffer().AsSpan(0, (int)_whole.Length);

    private static FileKind KindOf(string name) =>
        name.EndsWith(".cat", StringComparison.OrdinalIgnoreCase) ? FileKind.Catalog
        : name.EndsWith(".inf", StringComparison.OrdinalIgnoreCase) ? FileKind.Inf
        : FileKind.Other;
}
