using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>Takes bytes from a source that may never end, may send more than was said, or may fall silent.</summary>
public static class BoundedCopy
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Hands over every block, and stops at the first byte too many.</summary>
    /// <param name="source">Not disposed here.</param>
    /// <param name="most">Bytes at most.</param>
    /// <param name="name">Of the source, for messages.</param>
    /// <param name="take">Gets each block, which is another's afterwards.</param>
    /// <param name="silence">How long nothing may come.</param>
    /// <param name="clock">For silence.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many bytes there were.</returns>
    /// <exception cref="TufException"><see cref="TufFault.TooLong"/> or <see cref="TufFault.Unavailable"/>.</exception>
    public static async Task<long> RunAsync(
        Stream source,
        long most,
        string name,
        Func<ReadOnlyMemory<byte>, ValueTask> take,
        TimeSpan silence,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var buffer = new byte[(int)Math.Min(BufferSize, most + 1)];
        var total = 0L;
        while (true)
        {
            var read = await Patiently
                .RunAsync(
                    token => source.ReadAsync(buffer, token).AsTask(),
                    name,
                    silence,
                    clock,
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (read == 0)
            {
                return total;
            }

            total += read;
            if (total > most)
            {
                throw new TufException(
                    TufFault.TooLong,
                    $"{name}: more than the {most} bytes that there may be."
                );
            }

            await take(buffer.AsMemory(0, read)).ConfigureAwait(false);
        }
    }

    /// <summary>All of it, in memory.</summary>
    /// <param name="source">Not disposed here.</param>
    /// <param name="most">Bytes at most.</param>
    /// <param name="name">Of the source, for messages.</param>
    /// <param name="silence">How long nothing may come.</param>
    /// <param name="clock">For silence.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TufException"><see cref="TufFault.TooLong"/> or <see cref="TufFault.Unavailable"/>.</exception>
    public static async Task<byte[]> ReadAsync(
        Stream source,
        long most,
        string name,
        TimeSpan silence,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        using var file = new MemoryStream();
        await RunAsync(
                source,
                most,
                name,
                block =>
                {
                    file.Write(block.Span);
                    return ValueTask.CompletedTask;
                },
                silence,
                clock,
                cancellationToken
            )
            .ConfigureAwait(false);
        return file.ToArray();
    }
}
