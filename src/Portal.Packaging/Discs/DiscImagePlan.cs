using Portal.Iso9660;

namespace Portal.Packaging.Discs;

/// <summary>A disc that can be planned and written: <c>IsoLayout.Plan(plan.Tree, plan.Profile)</c>.</summary>
/// <param name="Contents">All of the disc, its signature included.</param>
/// <param name="Tree">The same as a tree; the content id of a file is its SHA-256 in hexadecimal.</param>
/// <param name="Profile">What the image says about itself.</param>
public sealed record DiscImagePlan(DiscContents Contents, IsoTree Tree, IsoProfile Profile);
