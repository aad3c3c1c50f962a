namespace Portal.Iso9660;

/// <summary>Something that is represented, but not everywhere as it is in the tree or the profile.</summary>
/// <param name="Rule">A rule of <see cref="IsoRuleKind.Plan"/>, such as <c>iso.joliet.renamed</c>.</param>
/// <param name="Path">The entry it is about; empty for the whole image.</param>
/// <param name="Message">For people.</param>
public sealed record IsoRemark(string Rule, string Path, string Message);
