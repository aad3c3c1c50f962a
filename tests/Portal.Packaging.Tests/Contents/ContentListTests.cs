using System.Text;
using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Packaging.Tests.Contents;

public sealed class ContentListTests
{
    // Changing these bytes changes the identity of every component version there is.
    private const string Golden = """
        guest-tools-content 1
        file 0644 11 b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9 component.yaml
        file 0644 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 docs/read me.txt
        file 0755 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 install.sh
        link lib/libfoo.so > libfoo.so.1
        file 0644 11 b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9 lib/libfoo.so.1
        dir spool
        file 0644 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 Ünï/漢字
        file 0644 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 ﬂ
        file 0644 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 😀

        """;

    private static readonly Digest Hello = Digest.Of("hello world"u8);
    private static readonly Digest Empty = Digest.Of([]);

    private static ContentEntry[] Entries =>
        [
            ContentEntry.File(Path("😀"), false, 0, Empty),
            ContentEntry.File(Path("ﬂ"), false, 0, Empty),
            ContentEntry.File(Path("install.sh"), true, 0, Empty),
            ContentEntry.Directory(Path("lib")),
            ContentEntry.Symlink(Path("lib/libfoo.so"), "libfoo.so.1"),
            ContentEntry.File(Path("lib/libfoo.so.1"), false, 11, Hello),
            ContentEntry.Directory(Path("spool")),
            ContentEntry.File(Path("Ünï/漢字"), false, 0, Empty),
            ContentEntry.File(Path("docs/read me.txt"), false, 0, Empty),
            ContentEntry.File(Path("component.yaml"), false, 11, Hello),
        ];

    [Fact]
    public void The_canonical_text_is_golden() =>
        Assert.Equal(Golden, Encoding.UTF8.GetString(List(Entries).ToBytes().Span));

    [Fact]
    public void The_identity_is_the_digest_of_the_text()
    {
        Assert.Equal(Digest.Of(Encoding.UTF8.GetBytes(Golden)), List(Entries).Identity);
        Assert.Equal(Identity, List(Entries).Identity.Hex);
    }

    private const string Identity =
        "f25d16f50477635ea5729a5e9bf7b38aa67452d0d2b2f0618fe832a7b9e7da2a";

    [Fact]
    public void The_order_of_entries_does_not_matter()
    {
        var entries = Entries;
        var random = new Random(5);
        for (var i = 0; i < 50; i++)
        {
            random.Shuffle(entries);
            Assert.Equal(Identity, List(entries).Identity.Hex);
        }
    }

    [Fact]
    public void A_list_is_read_back()
    {
        var list = ContentList.Parse(Encoding.UTF8.GetBytes(Golden));
        Assert.Equal(List(Entries).Entries, list.Entries);
        Assert.Equal(22, list.TotalLength);
        Assert.Equal("libfoo.so.1", list.Find("lib/libfoo.so")?.LinkTarget);
        Assert.True(list.Find("install.sh")?.IsExecutable);
        Assert.Null(list.Find("lib"));
        Assert.Null(list.Find("../x"));
    }

    [Theory]
    [InlineData("content 1\n")]
    [InlineData("guest-tools-content 2\n")]
    [InlineData("guest-tools-content 1")]
    [InlineData("guest-tools-content 1\r\n")]
    [InlineData("guest-tools-content 1\n\n")]
    [InlineData("guest-tools-content 1\ndir ../a\n")]
    [InlineData("guest-tools-content 1\ndir b\ndir a\n")]
    [InlineData("guest-tools-content 1\ndir a\ndir a\n")]
    [InlineData("guest-tools-content 1\ndir a\ndir a/b\n")]
    [InlineData("guest-tools-content 1\nlink a > /etc\n")]
    [InlineData("guest-tools-content 1\nlink a\n")]
    [InlineData("guest-tools-content 1\nfifo a\n")]
    [InlineData("guest-tools-content 1\nfile 0644 00 E3 a\n")]
    [InlineData(
        "guest-tools-content 1\nfile 0600 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 a\n"
    )]
    [InlineData(
        "guest-tools-content 1\nfile 0644 00 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 a\n"
    )]
    [InlineData(
        "guest-tools-content 1\nfile 0644 0 E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855 a\n"
    )]
    [InlineData(
        "guest-tools-content 1\nfile 0644 -1 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 a\n"
    )]
    public void Anything_but_the_canonical_text_is_refused(string text) =>
        Assert.Throws<FormatException>(() => ContentList.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void No_changed_byte_gives_the_same_list()
    {
        var golden = Encoding.UTF8.GetBytes(Golden);
        for (var i = 0; i < golden.Length; i++)
        {
            var changed = golden.ToArray();
            changed[i] ^= 1;
            try
            {
                Assert.NotEqual(Identity, ContentList.Parse(changed).Identity.Hex);
            }
            catch (FormatException)
            {
                // The usual end.
            }
        }
    }

    [Fact]
    public void Entries_that_break_a_rule_make_no_list()
    {
        ContentEntry[] entries =
        [
            .. Entries,
            ContentEntry.Symlink(Path("out"), "../x"),
            ContentEntry.Directory(Path("INSTALL.sh")),
        ];
        Assert.False(ContentList.TryCreate(entries, out _, out var findings));
        Assert.Equal(
            ["archive.tree.alike", "archive.link.outside"],
            findings.Select(finding => finding.Rule)
        );
    }

    private static ContentPath Path(string text) => ContentPath.Parse(text);

    private static ContentList List(ContentEntry[] entries)
    {
        Assert.True(
            ContentList.TryCreate(entries, out var list, out var findings),
            string.Join('\n', findings)
        );
        return list;
    }
}
