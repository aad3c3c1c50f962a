namespace Portal.Packaging.Platforms;

/// <summary>A guest OS by its osinfo short id, with what its installers see there.</summary>
/// <param name="Id">osinfo short id: <c>debian12</c>, <c>win2k22</c>.</param>
/// <param name="Facts">One guest of it; its architecture is the first of <paramref name="Architectures"/>.</param>
/// <param name="Architectures">Those that it exists for, canonical.</param>
public sealed record Platform(string Id, Guest Facts, IReadOnlyList<string> Architectures)
{
    /// <summary>A guest of it with this architecture; null when there is none.</summary>
    public Guest? On(string architecture) =>
        Architectures.Contains(architecture) ? Facts with { Architecture = architecture } : null;
}
