using Portal.Packaging.Locks;
using Portal.Problems;
using Portal.Products;
using Portal.Protocol.Problems;

namespace Portal.Releases;

/// <summary>What creating a release would come to, found out by the code that creates it; nothing is written.</summary>
/// <param name="VersionProblem">Why this version cannot be had: it is none, or it is taken.</param>
/// <param name="Plan">What the recipe and the picks come to, and what could be picked.</param>
/// <param name="Problems">Everything else in the way; the path of each names the component at fault, if one is.</param>
/// <param name="Lock">What would be frozen now; null while there are problems with the components.</param>
public sealed record ReleasePreview(
    Product Product,
    string Version,
    Error? VersionProblem,
    RecipePlan Plan,
    IReadOnlyList<Finding> Problems,
    ReleaseLock? Lock
)
{
    public bool CanBeCreated => VersionProblem is null && Problems.Count == 0;
}
