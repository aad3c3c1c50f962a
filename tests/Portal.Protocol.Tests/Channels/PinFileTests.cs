using Portal.Protocol.Channels;

namespace Portal.Protocol.Tests.Channels;

public sealed class PinFileTests
{
    private const string Good = """
        # pinned by the packagers
        guest-tools-pin 1
        product: guest-tools
        channel: stable
        version: 4.3

        sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
        length: 312475648
        url: https://tools.example.org/download/guest-tools/4.3/guest-tools-4.3.iso
        url: http://mirror.example.net/gt/download/guest-tools/4.3/guest-tools-4.3.iso
        """;

    [Fact]
    public void What_people_commit_is_read()
    {
        var (pin, findings) = PinFile.Parse(Good.ReplaceLineEndings("\r\n"), "p");

        Assert.Empty(findings);
        Assert.Equal(
            ("guest-tools", "stable", "4.3", 312_475_648L),
            (pin!.Product, pin.Channel, pin.Version, pin.Length)
        );
        Assert.Equal(2, pin.Urls.Count);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var random = new Random(20261125);
        for (var i = 0; i < 500; i++)
        {
            var written = new PinFile(
                $"p{random.Next(1000)}-tools",
                random.Next(2) == 0 ? null : "debian-12",
                $"{random.Next(100)}.{random.Next(100)}~rc{random.Next(9)}+b",
                Digest.Of(BitConverter.GetBytes(i)),
                random.NextInt64(1, long.MaxValue),
                [
                    .. Enumerable
                        .Range(0, random.Next(1, 4))
                        .Select(n => new Uri($"https://h{n}.example.org/a b/{i}?x=1&y=%20")),
                ]
            );

            var (read, findings) = PinFile.Parse(written.ToText(), "p");

            Assert.Empty(findings);
            Assert.Equal(written with { Urls = [] }, read! with { Urls = [] });
            Assert.Equal(written.Urls, read!.Urls);
        }
    }

    [Theory]
    [InlineData("", "pin.head:1")]
    [InlineData("guest-tools-pin 2\nproduct: x", "pin.head:1")]
    [InlineData("guest-tools-pin 1", "pin.product: pin.version: pin.sha256: pin.length: pin.url:")]
    [InlineData(
        "guest-tools-pin 1\nproduct: UPPER\nversion: x\nsha256: 12\nlength: -1\nurl: file:///etc/passwd\nnonsense",
        "pin.product:2 pin.version:3 pin.sha256:4 pin.length:5 pin.url:6 pin.field:7"
    )]
    public void Every_fault_is_told_with_its_line(string text, string expected)
    {
        var (pin, findings) = PinFile.Parse(text, "guest-tools.pin");

        Assert.Null(pin);
        Assert.Equal(expected, string.Join(' ', findings.Select(f => $"{f.Rule}:{f.Line}")));
        Assert.All(findings, f => Assert.Equal("guest-tools.pin", f.Path));
    }

    [Theory]
    [InlineData("version: 4.4")]
    [InlineData("sha256: 0000000000000000000000000000000000000000000000000000000000000000")]
    public void A_line_that_stands_there_twice_is_refused(string line) =>
        Assert.Equal(11, Assert.Single(PinFile.Parse($"{Good}\n{line}", "p").Findings).Line);

    [Fact]
    public void No_bytes_break_the_reader()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            var text = Good.ToCharArray();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                text[random.Next(text.Length)] = (char)random.Next(0x250);
            }

            var (pin, findings) = PinFile.Parse(new string(text), "p");
            Assert.Equal(pin is null, findings.Count > 0);
        }
    }

    [Theory]
    [InlineData("stable", true)]
    [InlineData("debian-12", true)]
    [InlineData("12-debian", false)]
    [InlineData("latest", false)]
    [InlineData("rollout", false)]
    [InlineData("Stable", false)]
    [InlineData(null, false)]
    public void A_channel_begins_with_a_letter_and_is_not_reserved(string? name, bool good) =>
        Assert.Equal(good, Names.IsChannelName(name));
}
