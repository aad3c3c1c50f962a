using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>Fetches metadata files whole, within bounds.</summary>
internal sealed class MetadataSource(IFetcher fetcher, UpdaterLimits limits, TimeProvider clock)
{
    /// <summary>A file that has to be there.</summary>
    public async Task<byte[]> FetchAsync(
        string role,
        long? version,
        int most,
        CancellationToken cancellationToken
    ) =>
        await TryFetchAsync(role, version, most, cancellationToken).ConfigureAwait(false)
        ?? throw new TufException(
            TufFault.NotFound,
            $"{RoleName.ToFile(role, version)} is not there."
        );

    /// <summary>A file that may not be there: then null.</summary>
    public Task<byte[]?> TryFetchAsync(
        string role,
        long? version,
        int most,
        CancellationToken cancellationToken
    )
    {
        var name = RoleName.ToFile(role, version);
        return Patiently.RunAsync(
            token => ReadAsync(name, most, token),
            name,
            limits.MetadataTime,
            clock,
            cancellationToken
        );
    }

    private async Task<byte[]?> ReadAsync(
        string name,
        int most,
        CancellationToken cancellationToken
    )
    {
        var stream = await Patiently
            .RunAsync(
                token => fetcher.OpenAsync(name, token),
                name,
                limits.Silence,
                clock,
                cancellationToken
            )
            .ConfigureAwait(false);
        if (stream is null)
        {
            return null;
        }

        await using (stream.ConfigureAwait(false))
        {
            return await BoundedCopy
                .ReadAsync(stream, most, name, limits.Silence, clock, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
