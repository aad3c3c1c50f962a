using System.Text.RegularExpressions;

namespace Portal.Packaging.Locks;

/// <summary>
/// Volume ids of images: A-Z 0-9 _, at most 32 characters. The Joliet id, which Windows shows, is the first 16 of them, so
/// that blkid(8) rebuilds the whole label from the two.
/// </summary>
public static partial class VolumeId
{
    /// <summary>Of a volume id, in characters (ECMA-119 8.4.7).</summary>
    public const int MaximumLength = 32;

    /// <summary>Of the part that a product chooses, in characters: what Joliet has room for.</summary>
    public const int MaximumPrefix = 16;

    /// <summary>The part that stands for a product which chose none: its name, upper case, cut at 16.</summary>
    public static string DefaultPrefix(string product) => Cut(Map(product), MaximumPrefix);

    /// <summary>The volume id of a release: prefix, '_' and version, cut at 32.</summary>
    /// <exception cref="ArgumentException">The prefix is not one.</exception>
    public static string For(string prefix, string version) =>
        IsPrefix(prefix)
            ? Cut($"{prefix}_{Map(version)}", MaximumLength)
            : throw new ArgumentException(
                $"'{prefix}' is not 1 to {MaximumPrefix} of the characters A-Z 0-9 _.",
                nameof(prefix)
            );

    /// <summary>The Joliet id that goes with a volume id.</summary>
    public static string Joliet(string volumeId) => Cut(volumeId, MaximumPrefix);

    /// <summary>True for 1 to 16 of A-Z 0-9 _.</summary>
    public static bool IsPrefix(string? text) => IsValid(text) && text!.Length <= MaximumPrefix;

    /// <summary>True for 1 to 32 of A-Z 0-9 _.</summary>
    public static bool IsValid(string? text) => text is not null && Shape().IsMatch(text);

    private static string Map(string text) =>
        string.Concat(
            text.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_')
        );

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..length];

    [GeneratedRegex(@"\A[A-Z0-9_]{1,32}\z")]
    private static partial Regex Shape();
}
