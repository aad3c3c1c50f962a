using Portal.Images;
using Portal.Protocol.Releases;

namespace Portal.Releases;

internal static class ReleaseMapping
{
    /// <param name="yanks">Reason by name and version, of those components that were yanked since.</param>
    public static ReleaseWire ToWire(
        this Release release,
        Image? image,
        IReadOnlyDictionary<(string Name, string Version), string> yanks
    ) =>
        new(
            release.Product,
            release.Version,
            release.State,
            new(release.Step, release.StepDone, release.StepTotal, null),
            release.Attempts,
            release.Error,
            release.Lock,
            [
                .. release
                    .Components.OrderBy(c => c.Position)
                    .Select(c => new ReleaseComponentWire(
                        c.Name,
                        c.Version,
                        c.Digest,
                        yanks.GetValueOrDefault((c.Name, c.Version))
                    )),
            ],
            image is { IsAssembled: true } ? new(image.Length, image.Sha256!.Value) : null,
            [.. Warnings(release, yanks)],
            release.Reason,
            release.CreatedBy,
            release.CreatedAt,
            release.ReadyAt,
            release.TakenFrom
        );

    private static IEnumerable<string> Warnings(
        Release release,
        IReadOnlyDictionary<(string Name, string Version), string> yanks
    )
    {
        if (release.State == ReleaseStates.Withdrawn)
        {
            yield return $"This release was withdrawn: {release.Reason}";
        }

        if (release.State == ReleaseStates.Removed)
        {
            yield return $"This release was removed: {release.Reason}";
        }

        foreach (var component in release.Components.OrderBy(c => c.Position))
        {
            if (yanks.TryGetValue((component.Name, component.Version), out var reason))
            {
                yield return $"{component.Name} {component.Version} was yanked: {reason}";
            }
        }
    }
}
