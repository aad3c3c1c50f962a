using Portal.Protocol.Problems;

namespace Portal.Packaging.Contents;

/// <summary>A rule that content or its archive can break, declared once.</summary>
/// <param name="Id">Stable id, <c>archive.path.reserved-name</c>; part of the API.</param>
/// <param name="Mend">What to do about it, one sentence; null when the message says it already.</param>
public sealed record ContentRule(string Id, string? Mend = null)
{
    /// <summary>The finding that this rule is broken.</summary>
    /// <param name="message">One sentence for a person that names the offending value; shown characters only.</param>
    /// <param name="path">Where in the archive, as <see cref="Shown.Text"/> gives it; null for the whole.</param>
    internal Finding Broken(string message, string? path = null) =>
        new(Id, message, path is null ? null : Shown.Text(path), Mend: Mend);
}
