using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>Brings a target's bytes to the disk (5.7), where they appear only after length and hashes were right.</summary>
public static class TargetDownload
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Downloads to a file, replacing it in one step; one that is right already is kept, and nothing is fetched.</summary>
    /// <param name="target">What metadata says of it.</param>
    /// <param name="path">Where it lies below the fetcher.</param>
    /// <param name="targets">Where bytes come from.</param>
    /// <param name="destination">The file. Its folder exists.</param>
    /// <param name="limits">What is put up with.</param>
    /// <param name="clock">For silence.</param>
    /// <param name="cancellationToken">Gives up; nothing is left.</param>
    /// <exception cref="TufException">Not there, too long, or not what was promised.</exception>
    public static async Task RunAsync(
        TargetFile target,
        string path,
        IFetcher targets,
        string destination,
        UpdaterLimits limits,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (await IsThereAsync(target, destination, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var full = Path.GetFullPath(destination);
        var temporary = AtomicFile.TemporaryFor(full);
        try
        {
            await FetchAsync(target, path, targets, temporary, limits, clock, cancellationToken)
                .ConfigureAwait(false);
            AtomicFile.Commit(temporary, full);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Reads a small target into memory.</summary>
    /// <param name="target">What metadata says of it.</param>
    /// <param name="path">Where it lies below the fetcher.</param>
    /// <param name="targets">Where bytes come from.</param>
    /// <param name="most">Bytes at most, whatever metadata says.</param>
    /// <param name="limits">What is put up with.</param>
    /// <param name="clock">For silence.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TufException">Not there, too long, or not what was promised.</exception>
    public static async Task<byte[]> ReadAsync(
        TargetFile target,
        string path,
        IFetcher targets,
        int most,
        UpdaterLimits limits,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (target.Length > most)
        {
            throw new TufException(
                TufFault.TooLong,
                $"{path}: {target.Length} bytes, and at most {most} may be."
            );
        }

        var stream = await OpenAsync(path, targets, limits, clock, cancellationToken)
            .ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var bytes = await BoundedCopy
                .ReadAsync(stream, target.Length, path, limits.Silence, clock, cancellationToken)
                .ConfigureAwait(false);
            return bytes.Length == target.Length && target.Hashes.Match(bytes)
                ? bytes
                : throw new TufException(
                    TufFault.HashMismatch,
                    $"{path}: these are not the bytes that metadata promises."
                );
        }
    }

    /// <summary>True when the file is there and is the target.</summary>
    public static async Task<bool> IsThereAsync(
        TargetFile target,
        string file,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(file) || new FileInfo(file).Length != target.Length)
        {
            return false;
        }

        using var check = new HashCheck(target.Hashes);
        var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[BufferSize];
            int read;
            while (
                (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0
            )
            {
                check.Append(buffer.AsSpan(0, read));
            }
        }

        return check.Matches();
    }

    private static async Task<Stream> OpenAsync(
        string path,
        IFetcher targets,
        UpdaterLimits limits,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        await Patiently
            .RunAsync(
                token => targets.OpenAsync(path, token),
                path,
                limits.Silence,
                clock,
                cancellationToken
            )
            .ConfigureAwait(false)
        ?? throw new TufException(TufFault.NotFound, $"{path} is not there.");

    private static async Task FetchAsync(
        TargetFile target,
        string path,
        IFetcher targets,
        string temporary,
        UpdaterLimits limits,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var source = await OpenAsync(path, targets, limits, clock, cancellationToken)
            .ConfigureAwait(false);
        using var check = new HashCheck(target.Hashes);
        await using (source.ConfigureAwait(false))
        {
            var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write);
            await using (file.ConfigureAwait(false))
            {
                var length = await BoundedCopy
                    .RunAsync(
                        source,
                        target.Length,
                        path,
                        block =>
                        {
                            check.Append(block.Span);
                            return file.WriteAsync(block, cancellationToken);
                        },
                        limits.Silence,
                        clock,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                if (length != target.Length || !check.Matches())
                {
                    throw new TufException(
                        TufFault.HashMismatch,
                        $"{path}: length or hash is not what the metadata promises."
                    );
                }

                file.Flush(flushToDisk: true);
            }
        }
    }
}
