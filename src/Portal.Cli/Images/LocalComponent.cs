using Portal.Packaging.Discs;
using Portal.Protocol;

namespace Portal.Cli.Images;

/// <summary>A component whose files are at hand.</summary>
/// <param name="Open">Opens a file of its content by digest, seekable or not.</param>
internal sealed record LocalComponent(DiscComponent Component, Func<Digest, Stream> Open);
