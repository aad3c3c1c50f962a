using Portal.Packaging.Contents;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Archives;

/// <summary>
/// What reading cannot get past: beyond it nothing in the archive can be trusted. <see cref="ArchiveReader"/> turns it
/// into the last finding; it never leaves this folder.
/// </summary>
internal sealed class ArchiveDefect(ContentRule rule, string message, string? path = null)
    : Exception(message)
{
    public Finding Finding { get; } = rule.Broken(message, path);
}
