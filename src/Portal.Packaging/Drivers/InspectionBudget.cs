using Portal.Trust.Authenticode;

namespace Portal.Packaging.Drivers;

/// <summary>
/// How much is looked into for one component: whoever uploads decides how many files there are, and each signature takes
/// milliseconds.
/// </summary>
internal sealed class InspectionBudget
{
    /// <summary>Several times what the largest collections of drivers have.</summary>
    private int _signatures = 4000;

    /// <summary>In bytes, of catalogs and INF files together.</summary>
    private long _kept = 32 * 1024 * 1024;

    /// <summary>Something was not looked into.</summary>
    public bool IsSpent { get; private set; }

    public bool TryKeep(long bytes)
    {
        _kept -= bytes;
        IsSpent |= _kept < 0;
        return _kept >= 0;
    }

    public IReadOnlyList<FileSignature> Verify(Func<IReadOnlyList<FileSignature>> verify)
    {
        if (_signatures <= 0)
        {
            IsSpent = true;
            return [];
        }

        var signatures = verify();
        _signatures -= signatures.Count;
        return signatures;
    }
}
