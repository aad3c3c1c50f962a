using FsCheck;
using FsCheck.Fluent;
using Portal.Problems;
using Portal.Protocol;
using Portal.Testing;

namespace Portal.Blobs;

public sealed class HashingCopyTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_stream_is_written_whole_and_hashed() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Gen.Choose(0, 5 * HashingCopy.BlockSize).ToArbitrary(),
                Gen.Choose(1, 2 * HashingCopy.BlockSize).ToArbitrary(),
                async (length, piece) =>
                {
                    var data = new byte[length];
                    new Random(length).NextBytes(data);
                    var path = _folder[$"{Guid.NewGuid()}"];
                    using (var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write))
                    {
                        var copied = await HashingCopy.CopyAsync(
                            new Trickle(data, piece),
                            file,
                            _ => null,
                            default
                        );
                        Assert.Equal((Digest.Of(data), (long)length), copied.Value);
                    }

                    Assert.Equal(data, await File.ReadAllBytesAsync(path));
                    File.Delete(path);
                }
            )
        );

    [Fact]
    public async Task A_refusal_ends_the_copy_before_its_block_is_written()
    {
        using var file = File.OpenHandle(_folder["f"], FileMode.CreateNew, FileAccess.ReadWrite);
        var copied = await HashingCopy.CopyAsync(
            new MemoryStream(new byte[3 * HashingCopy.BlockSize]),
            file,
            bytes => bytes > HashingCopy.BlockSize ? UploadErrors.TooLarge : null,
            default
        );
        Assert.Equal(UploadErrors.TooLarge, copied.Error);
        Assert.Equal(HashingCopy.BlockSize, RandomAccess.GetLength(file));
    }

    [Fact]
    public async Task A_stream_that_breaks_throws_what_broke_it()
    {
        using var file = File.OpenHandle(_folder["f"], FileMode.CreateNew, FileAccess.Write);
        await Assert.ThrowsAsync<EndOfStreamException>(() =>
            HashingCopy.CopyAsync(
                new Trickle(new byte[HashingCopy.BlockSize], 1000, breaks: true),
                file,
                _ => null,
                default
            )
        );
    }

    /// <summary>Gives a few bytes at a time, as a network does.</summary>
    private sealed class Trickle(byte[] data, int piece, bool breaks = false) : MemoryStream(data)
    {
        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        ) =>
            breaks && Position == Length
                ? throw new EndOfStreamException()
                : base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
