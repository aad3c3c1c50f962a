using System.Buffers.Binary;
using System.IO.Compression;

namespace Portal.Packaging.Archives;

/// <summary>
/// One gzip member (RFC 1952). A second member, or anything else after it, is refused; up to 4,096 zero bytes, which
/// block devices leave, are not.
/// </summary>
internal sealed class GzipSource : IByteSource, IAsyncDisposable
{
    private const int TrailerLength = 8;
    private const int MostPadding = 4096;

    private readonly Stream _archive;
    private readonly DeflateInput _input;
    private readonly DeflateStream _inflater;
    private uint _crc;
    private uint _length;
    private bool _ended;

    private GzipSource(Stream archive)
    {
        _archive = archive;
        _input = new DeflateInput(
            archive,
            archive.Length - archive.Position,
            MostPadding + TrailerLength + 1
        );
        _inflater = new DeflateStream(_input, CompressionMode.Decompress);
    }

    /// <summary>Reads the header of the archive, which is positioned at its beginning.</summary>
    public static async Task<GzipSource> OpenAsync(
        Stream archive,
        CancellationToken cancellationToken
    )
    {
        await GzipHeader.SkipAsync(archive, cancellationToken).ConfigureAwait(false);
        return new GzipSource(archive);
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return 0;
        }

        int count;
        try
        {
            count = await _inflater.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            throw new ArchiveDefect(ArchiveRules.Compressed, "The gzip data is damaged.");
        }

        _crc = Crc32.Append(_crc, buffer.Span[..count]);
        _length += (uint)count;
        if (count == 0)
        {
            _ended = true;
            await CheckEndAsync(cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    public ValueTask DisposeAsync() => _inflater.DisposeAsync();

    private async Task CheckEndAsync(CancellationToken cancellationToken)
    {
        if (_input.RanOut)
        {
            throw new ArchiveDefect(ArchiveRules.Truncated, "The gzip data ends in the middle.");
        }

        if (!_input.EndIsExact)
        {
            throw new ArchiveDefect(
                ArchiveRules.Trailing,
                "Data follows the end of the gzip data."
            );
        }

        var rest = new byte[MostPadding + TrailerLength];
        var count = await _archive
            .ReadAtLeastAsync(rest, rest.Length, false, cancellationToken)
            .ConfigureAwait(false);
        if (count < TrailerLength)
        {
            throw new ArchiveDefect(
                ArchiveRules.Truncated,
                "The gzip data ends before its checksum."
            );
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(rest) != _crc)
        {
            throw new ArchiveDefect(
                ArchiveRules.Checksum,
                "The gzip data does not match its checksum."
            );
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(rest.AsSpan(4)) != _length)
        {
            throw new ArchiveDefect(
                ArchiveRules.Size,
                "The gzip data does not have the length that it declares."
            );
        }

        if (rest.AsSpan(TrailerLength, count - TrailerLength).ContainsAnyExcept((byte)0))
        {
            throw new ArchiveDefect(
                ArchiveRules.Trailing,
                "Data follows the end of the gzip data."
            );
        }
    }
}
