namespace Portal.Parts;

/// <summary>A link of a breadcrumb or a row of tabs.</summary>
/// <param name="Text">As it is read.</param>
/// <param name="Href">An address of this portal, from its root.</param>
public sealed record PageLink(string Text, string Href);
