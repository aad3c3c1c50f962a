using Portal.Access;
using Portal.Images;
using Portal.Jobs;
using Portal.Protocol.Access;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>Reads what every page of a release stands on.</summary>
public sealed class ReleaseViews(
    ReleaseService releases,
    ReleaseVersions versions,
    ImageFiles images,
    ImageContents contents,
    ImageSigners signers,
    JobAttempts attempts
)
{
    /// <summary>Who killed and restarted a portal for a week reads the rest in the database.</summary>
    private const int MaxAttempts = 30;

    /// <summary>Null when there is no such release.</summary>
    public async Task<ReleaseView?> FindAsync(
        string product,
        string version,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        var release = await releases.FindAsync(product, version, cancellationToken);
        if (release is null)
        {
            return null;
        }

        var found = await images.FindImagesAsync([release.Id], cancellationToken);
        var image = found.GetValueOrDefault(release.Id);
        var isRemoved = release.State == ReleaseStates.Removed;
        return new(
            release,
            image,
            isRemoved ? null : await contents.FactsAsync(release.Lock, cancellationToken),
            await versions.AroundAsync(product, version, cancellationToken),
            await attempts.ListAsync(release.Id, MaxAttempts, cancellationToken),
            image is null || isRemoved ? null : await signers.FindAsync(image, cancellationToken),
            caller.May(product, Roles.ReleaseManager),
            caller.Kind != CallerKind.Anonymous
        );
    }
}
