using System.Text;
using System.Text.Json;
using Portal.Iso9660;
using Portal.Packaging.Discs;
using Portal.Protocol;

namespace Portal.Packaging.Tests.Discs;

public sealed class ExtentsFileTests
{
    private static readonly IsoLayout Layout = IsoLayout.Plan(
        new IsoTreeBuilder()
            .AddFile("a.txt", 3, Digest.Of("abc"u8).Hex)
            .AddFile("folder/b.txt", 5000, Digest.Of("other"u8).Hex)
            .Build(),
        new IsoProfile("V", 0)
    );

    [Fact]
    public void An_image_comes_back_from_it_whole()
    {
        var parts = ExtentsFile.ReadParts(ExtentsFile.Write(Layout.Parts))!;

        Assert.Equal(Layout.Length, parts.Length);
        Assert.Equal(Layout.Head.ToArray(), parts.Head.ToArray());
        Assert.Equal(Layout.Extents, parts.Extents);
        // The tail need not be told: it is zeros, as everything else.
        Assert.False(Layout.Tail.Span.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void The_head_is_small_in_it() =>
        Assert.InRange(ExtentsFile.Write(Layout.Parts).Length, 500, Layout.Head.Length / 10);

    [Fact]
    public void One_without_a_head_is_still_read()
    {
        var json =
            """{"length":4096,"extents":[{"offset":2048,"length":1,"sha256":"HEX"}]}""".Replace(
                "HEX",
                Digest.Of("a"u8).Hex
            );

        var (length, extents) = ExtentsFile.Read(Encoding.UTF8.GetBytes(json));

        Assert.Equal((4096L, 2048L), (length, Assert.Single(extents).Offset));
        Assert.Null(ExtentsFile.ReadParts(Encoding.UTF8.GetBytes(json)));
    }

    [Theory]
    [InlineData("\"gzip\":\"H4sI", "\"gzip\":\"AAAA")]
    [InlineData("{\"length\":3", "{\"length\":-3")]
    [InlineData("\"head\":{\"length\":", "\"head\":{\"length\":1")]
    [InlineData("\"head\":{\"length\":", "\"head\":{\"length\":-")]
    public void A_head_that_was_damaged_is_found(string part, string other)
    {
        var json = Encoding.UTF8.GetString(ExtentsFile.Write(Layout.Parts));
        var damaged = json.Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(json, damaged);

        Assert.Throws<JsonException>(() => ExtentsFile.ReadParts(Encoding.UTF8.GetBytes(damaged)));
    }

    [Theory]
    [InlineData("""{"length":1}""")]
    [InlineData("""{"length":1,"extents":null}""")]
    [InlineData("""{"length":1,"extents":[null]}""")]
    [InlineData("""{"length":1,"extents":[],"head":{"length":1}}""")]
    public void One_that_lacks_a_part_is_none(string json) =>
        Assert.Throws<JsonException>(() => ExtentsFile.ReadParts(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_head_longer_than_the_reader_puts_up_with_is_not_unpacked()
    {
        var json = ExtentsFile.Write(Layout.Parts);

        Assert.Throws<JsonException>(() => ExtentsFile.ReadParts(json, Layout.Head.Length - 1));
        Assert.NotNull(ExtentsFile.ReadParts(json, Layout.Head.Length));
    }
}
