using Portal.Protocol.Problems;

namespace Portal.Packaging.Resolving;

/// <summary>What a recipe came to.</summary>
/// <param name="Components">
/// One version of each component in install order, the component of the installers first; empty when there are problems.
/// </param>
/// <param name="Problems">
/// Everything that stands in the way, with rules <c>resolve.*</c>; the path of each is the component at fault.
/// </param>
/// <param name="Chosen">
/// As <paramref name="Components"/>, and with problems what could be chosen all the same: for showing, never for locking.
/// </param>
public sealed record Resolution(
    IReadOnlyList<Candidate> Components,
    IReadOnlyList<Finding> Problems,
    IReadOnlyList<Candidate> Chosen
);
