using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Win32.SafeHandles;
using Portal.Iso9660.Tests.Planning;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Serving;

public sealed class VirtualIsoTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_span_of_any_image_reads_as_if_it_were_written() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(30).WithEndSize(40),
            Prop.ForAll(
                Arb.From(RandomTree.Items),
                items =>
                {
                    var image = RandomTree.ToImage(items);
                    var layout = image.Plan();
                    var bytes = image.Write(layout);
                    using var served = Serve(image, layout, maxOpen: 2);
                    var random = new Random(items.Length);
                    for (var i = 0; i < 50; i++)
                    {
                        var offset = random.Next(bytes.Length + 10);
                        var buffer = new byte[random.Next(10_000)];
                        var read = served.ReadAt(offset, buffer);
                        Assert.Equal(Math.Clamp(bytes.Length - offset, 0, buffer.Length), read);
                        Assert.True(
                            bytes
                                .AsSpan(Math.Min(offset, bytes.Length), read)
                                .SequenceEqual(buffer.AsSpan(0, read))
                        );
                    }
                }
            )
        );

    [Fact]
    public async Task The_stream_is_the_image_and_seeks()
    {
        var image = TestImage.WithOddNames();
        var layout = image.Plan();
        var bytes = image.Write(layout);
        using var served = Serve(image, layout);
        await using var stream = served.OpenStream();
        using var copy = new MemoryStream();

        await stream.CopyToAsync(copy);
        Assert.Equal(bytes, copy.ToArray());
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));

        stream.Seek(-5000, SeekOrigin.End);
        var rest = new byte[5000];
        stream.ReadExactly(rest);
        Assert.Equal(bytes[^5000..], rest);
        Assert.Throws<IOException>(() => stream.Seek(-1, SeekOrigin.Begin));
        Assert.False(stream.CanWrite);
    }

    [Fact]
    public void Many_threads_read_while_few_files_may_be_open()
    {
        var image = new TestImage();
        for (var i = 0; i < 40; i++)
        {
            image.File($"{i}", TestImage.Noise(5000, i));
        }

        var layout = image.Plan();
        var bytes = image.Write(layout);
        using var served = Serve(image, layout, maxOpen: 3);

        Parallel.For(
            0,
            2000,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i =>
            {
                var random = new Random(i);
                var offset = random.Next(bytes.Length);
                var buffer = new byte[random.Next(20_000)];
                var read = served.ReadAt(offset, buffer);
                Assert.True(bytes.AsSpan(offset, read).SequenceEqual(buffer.AsSpan(0, read)));
            }
        );
    }

    [Fact]
    public void Idle_files_beyond_the_limit_are_closed_and_all_of_them_in_the_end()
    {
        var image = new TestImage().File("a", "1").File("b", "2").File("c", "3");
        image.Contents.SaveTo(_folder.Path);
        var opened = new ConcurrentQueue<SafeFileHandle>();
        var layout = image.Plan();
        var served = new VirtualIso(
            layout.Parts,
            (string id) =>
            {
                var handle = File.OpenHandle(_folder[id]);
                opened.Enqueue(handle);
                return handle;
            },
            maxOpenContents: 2
        );
        foreach (var extent in layout.Extents)
        {
            served.ReadAt(extent.Offset, new byte[1]);
        }

        Assert.Equal([true, false, false], opened.Select(handle => handle.IsClosed));
        served.ReadAt(layout.Extents[1].Offset, new byte[1]); // kept: not opened again
        served.ReadAt(layout.Extents[0].Offset, new byte[1]);
        Assert.Equal([true, false, true, false], opened.Select(handle => handle.IsClosed));

        served.Dispose();

        Assert.All(opened, handle => Assert.True(handle.IsClosed));
        Assert.Throws<ObjectDisposedException>(() =>
            served.ReadAt(layout.Extents[0].Offset, new byte[1])
        );
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void A_file_of_another_length_is_refused(int length)
    {
        var image = new TestImage().File("a", "12345");
        var layout = image.Plan();
        image.Contents.Replace(layout.Extents[0].ContentId, new byte[length]);
        using var served = Serve(image, layout);

        var exception = Assert.Throws<IsoException>(() =>
            served.ReadAt(layout.Extents[0].Offset, new byte[1])
        );
        Assert.Equal("iso.content.length", exception.Rule);
    }

    [Fact]
    public void Offsets_are_not_negative()
    {
        var image = new TestImage();
        using var served = Serve(image, image.Plan());

        Assert.Throws<ArgumentOutOfRangeException>(() => served.ReadAt(-1, new byte[1]));
    }

    private VirtualIso Serve(TestImage image, IsoLayout layout, int maxOpen = 8)
    {
        image.Contents.SaveTo(_folder.Path);
        return new VirtualIso(layout.Parts, (string id) => _folder[id], maxOpen);
    }
}
