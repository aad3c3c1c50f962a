using System.Text;
using Portal.Packaging.Inf;

namespace Portal.Packaging.Tests.Inf;

public sealed class InfFileTests
{
    [Fact]
    public void Sections_and_keys_are_found_in_any_case_and_a_repeated_section_goes_on()
    {
        var file = Read("[One]\nA = 1, 2\n[two]\nb=3\n[ONE]\nc = 4\n");

        Assert.Equal(["One", "two"], file.Sections);
        Assert.Equal(["1", "2"], file.Values("oNe", "a"));
        Assert.Equal(["4"], file.Values("one", "C"));
        Assert.Empty(file.Values("one", "d"));
        Assert.Empty(file.Section("three"));
    }

    [Fact]
    public void A_comment_ends_a_line_and_in_quotes_it_is_text()
    {
        var file = Read("[s]\n; nothing\na = \"x;y, z\", w ; a comment, with = and \"\nb = 1\n");

        Assert.Equal(["x;y, z", "w"], file.Values("s", "a"));
        Assert.Equal(["1"], file.Values("s", "b"));
        Assert.Equal(2, file.Section("s").Count);
    }

    [Theory]
    [InlineData("a = 1, \\\n    2\n")]
    [InlineData("a = 1, \\\r\n2\r\n")]
    [InlineData("a = 1, \\ ; more follows\n2\n")]
    [InlineData("a = 1, 2\\")]
    public void A_backslash_at_its_end_joins_a_line_with_the_next(string line)
    {
        Assert.Equal(["1", "2"], Read($"[s]\n{line}").Values("s", "a"));
    }

    [Fact]
    public void A_backslash_elsewhere_is_text()
    {
        Assert.Equal(
            [@"PCI\VEN_1AF4&DEV_1000", @"%12%\x.sys"],
            Read("[s]\na = PCI\\VEN_1AF4&DEV_1000, %12%\\x.sys\n").Values("s", "a")
        );
    }

    [Fact]
    public void Two_quotes_within_quotes_are_one_and_spaces_there_are_kept()
    {
        Assert.Equal(
            ["  say \"hello\" ", "", "x"],
            Read("[s]\na = \"  say \"\"hello\"\" \", \"\", x  \n").Values("s", "a")
        );
    }

    [Fact]
    public void A_line_without_a_key_has_values_alone()
    {
        var line = Assert.Single(
            Read("[SourceDisksFiles.x]\nnetkvm.sys, , 1\n").Section("sourcedisksfiles.x")
        );

        Assert.Null(line.Key);
        Assert.Equal(["netkvm.sys", "", "1"], line.Values);
    }

    [Fact]
    public void Strings_take_the_place_of_names_once_and_unknown_names_stay()
    {
        var file = Read(
            "[s]\na = %x%, %X%-%y%, 100%%, %none%, 5%\n[Strings]\nx = \"%y%\"\ny = why\n[Strings.0407]\ny = warum\nz = zett\n"
        );

        Assert.Equal(["%y%", "%y%-why", "100%", "%none%", "5%"], file.Values("s", "a"));
        Assert.Equal("zett", file.Expand("%z%"));
    }

    [Fact]
    public void A_text_that_its_strings_blow_up_is_cut()
    {
        var file = Read($"[Strings]\nx = {new string('x', 3000)}\n");

        Assert.Equal(
            InfFile.MaximumText,
            file.Expand(string.Concat(Enumerable.Repeat("%x%", 1000))).Length
        );
    }

    [Fact]
    public void Every_encoding_in_use_is_read()
    {
        const string Text = "[Version]\r\nProvider = \"Müller\"\r\n";
        byte[][] encodings =
        [
            Encoding.UTF8.GetBytes(Text),
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)],
            SampleInf.Utf16(Text),
            Encoding.Unicode.GetBytes(Text),
            [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Text)],
            SampleInf.Ansi(Text),
        ];

        Assert.All(
            encodings,
            bytes => Assert.Equal(["Müller"], InfFile.Read(bytes).Values("version", "provider"))
        );
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        Assert.Throws<InvalidDataException>(() =>
            InfFile.Read(new byte[InfFile.MaximumLength + 1])
        );
    }

    private static InfFile Read(string text) => InfFile.Read(Encoding.UTF8.GetBytes(text));
}
