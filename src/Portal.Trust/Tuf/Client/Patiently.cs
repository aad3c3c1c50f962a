using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>Waits for the network as long as was said and no longer, and gives its failures one name.</summary>
internal static class Patiently
{
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> step,
        string name,
        TimeSpan most,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        using var patience = new CancellationTokenSource(most, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        try
        {
            return await step(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TufException(
                TufFault.Unavailable,
                $"{name}: given up after {most.TotalSeconds:0} s.",
                e
            );
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new TufException(TufFault.Unavailable, $"{name}: {e.Message}", e);
        }
    }
}
