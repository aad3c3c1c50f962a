using Portal.Protocol.Problems;

namespace Portal.Packaging.Locks;

/// <summary>What reading a <c>release.json</c> gave.</summary>
/// <param name="Release">Null exactly when there are findings.</param>
/// <param name="Findings">Everything that is wrong, with rules <c>lock.*</c>.</param>
public sealed record LockResult(ReleaseLock? Release, IReadOnlyList<Finding> Findings);
