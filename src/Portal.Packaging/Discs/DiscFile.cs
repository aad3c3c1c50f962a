using Portal.Protocol;

namespace Portal.Packaging.Discs;

/// <summary>A regular file on a disc.</summary>
/// <param name="Path">Relative to the disc's root, '/'-separated.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Of its bytes; files that share it share them.</param>
/// <param name="IsExecutable">Mode 0555, otherwise 0444.</param>
public sealed record DiscFile(string Path, long Length, Digest Sha256, bool IsExecutable);

/// <summary>A symbolic link on a disc; it exists for readers of Rock Ridge alone.</summary>
/// <param name="Path">Relative to the disc's root, '/'-separated.</param>
/// <param name="Target">Relative to the folder of the link.</param>
public sealed record DiscLink(string Path, string Target);
