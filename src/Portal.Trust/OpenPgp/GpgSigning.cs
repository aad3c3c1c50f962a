namespace Portal.Trust.OpenPgp;

/// <summary>
/// A detached signature in the making: write the data to <see cref="Input"/>, then call <see cref="CompleteAsync"/>. One
/// of the home's places for concurrent signatures is taken until it is completed or disposed.
/// </summary>
public sealed class GpgSigning : IAsyncDisposable
{
    private readonly GpgProcess _process;
    private readonly SemaphoreSlim _places;
    private bool _released;

    internal GpgSigning(GpgProcess process, SemaphoreSlim places)
    {
        _process = process;
        _places = places;
        Input = new GpgInput(process);
    }

    /// <summary>
    /// Takes the data to be signed; write only, not buffered, so pieces of 64 KiB and more are best. A write throws
    /// <see cref="GpgException"/> when gpg has ended early.
    /// </summary>
    public Stream Input { get; }

    /// <summary>Ends the data and waits for the signature: ASCII-armored, LF line ends.</summary>
    /// <exception cref="GpgException">gpg failed; its own lines are in the message.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; gpg is killed and there is no signature.</exception>
    public async Task<byte[]> CompleteAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            var result = await _process.CompleteAsync(cancellationToken).ConfigureAwait(false);
            result.OrThrow("gpg could not sign.");
            return result.StatusFields("SIG_CREATED") is not null && result.Output.Length > 0
                ? result.Output
                : throw new GpgException("gpg ended well and made no signature.", result.Messages);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>Gives up on a signature that was not completed: gpg is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        Release();
        await Input.DisposeAsync().ConfigureAwait(false);
    }

    private void Release()
    {
        if (!_released)
        {
            _released = true;
            _process.Dispose();
            _places.Release();
        }
    }
}
