using Portal.Protocol.Problems;

namespace Portal.Packaging.Archives;

/// <summary>Collects findings up to a number; those beyond it are counted.</summary>
internal sealed class FindingLog(int most)
{
    private readonly List<Finding> _told = [];
    private int _others;

    public bool IsEmpty => _told.Count == 0 && _others == 0;

    public void Add(Finding finding)
    {
        if (_told.Count < most)
        {
            _told.Add(finding);
        }
        else
        {
            _others++;
        }
    }

    public IReadOnlyList<Finding> ToList() =>
        _others == 0
            ? _told
            : [.. _told, ArchiveRules.More.Broken($"There are {_others} more findings.")];
}
