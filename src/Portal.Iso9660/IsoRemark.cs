namespace Portal.Iso9660;

/// <summary>Something that is represented, but not everywhere as it is in the tree.</summary>
/// <param name="Rule">
/// <c>iso.joliet.renamed</c>, <c>iso.joliet.case-collision</c>, <c>iso.joliet.symlink</c> (left out there),
/// <c>iso.depth.deep</c> (more than 8 levels) or <c>iso.file.large</c> (2 GiB and more).
/// </param>
/// <param name="Path">The entry it is about.</param>
/// <param name="Message">For people.</param>
public sealed record IsoRemark(string Rule, string Path, string Message);
