using Portal.Protocol.Problems;

namespace Portal.Packaging.Manifests;

/// <summary>Collects the findings of one manifest.</summary>
internal sealed class ManifestFindings
{
    private readonly List<Finding> _findings = [];

    public bool Any => _findings.Count > 0;

    /// <summary>For what is not about a line of the manifest.</summary>
    public void Add(Finding finding) => _findings.Add(finding);

    public void Add(string rule, int line, string message, string? mend = null) =>
        _findings.Add(new Finding(rule, message, ComponentManifest.FileName, line, mend));

    /// <summary>In the order of the lines, those without one first; within a line, in the order in which they were found.</summary>
    public IReadOnlyList<Finding> InOrder() => [.. _findings.OrderBy(f => f.Line ?? 0)];
}
