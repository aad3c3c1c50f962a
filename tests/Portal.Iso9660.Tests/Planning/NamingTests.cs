using System.Text;
using Portal.Iso9660.Naming;
using Portal.Iso9660.Tests.Support;
using Portal.Iso9660.Tree;

namespace Portal.Iso9660.Tests.Planning;

public sealed class NamingTests
{
    [Theory]
    [InlineData("readme.txt", "README.TXT;1")]
    [InlineData("README", "README.;1")]
    [InlineData(".hidden", "_HIDDEN.;1")]
    [InlineData("a.tar.gz", "A_TAR.GZ;1")]
    [InlineData("trailing.", "TRAILING.;1")]
    [InlineData("größe-漢.txt", "GR__E__.TXT;1")]
    [InlineData("a-name-of-exactly-27-letter.inf", "A_NAME_OF_EXACTLY_27_LETTER.INF;1")]
    [InlineData("a-name-of-exactly-28-letters.inf", "A_NAME_OF_EXACTLY_28_LETTER.INF;1")]
    [InlineData("stem.with-an-extension-of-more-than-thirty", "STEM.WITH_AN_EXTE;1")]
    public void A_file_name_is_mangled_to_level_3(string name, string identifier) =>
        Assert.Equal([identifier], Primary(Files(name)));

    [Fact]
    public void A_directory_name_has_neither_dot_nor_version() =>
        Assert.Equal(["V1_2_3"], Primary([new DirectoryNode("v1.2.3", "v1.2.3"u8.ToArray(), [])]));

    [Fact]
    public void Names_that_mangle_alike_are_numbered_before_the_extension() =>
        Assert.Equal(
            ["A_B.TXT;1", "A_B1.TXT;1", "A_B2.TXT;1"],
            Primary(Files("a b.txt", "a-b.txt", "a_b.txt"))
        );

    [Fact]
    public void Numbers_take_the_place_of_a_long_stem_s_tail()
    {
        var names = Enumerable
            .Range(10, 12)
            .Select(i => new string('n', 40) + i + ".inf")
            .ToArray();
        var identifiers = Primary(Files(names));

        Assert.Equal(12, identifiers.Distinct().Count());
        Assert.Equal(new string('N', 25) + "11.INF;1", identifiers[11]);
        Assert.All(identifiers, identifier => Assert.Equal(33, identifier.Length));
    }

    [Fact]
    public void A_file_and_a_directory_never_look_alike_to_a_reader_without_versions()
    {
        var identifiers = Primary([
            new DirectoryNode("A", "A"u8.ToArray(), []),
            new FileNode("a", "a"u8.ToArray(), 0, "x", executable: false),
        ]);

        Assert.Equal(["A", "A1.;1"], identifiers);
    }

    [Theory]
    [InlineData("A.EXT;1", "A.EXT2;1")]
    [InlineData("A.;1", "A.B;1")]
    [InlineData("A.;1", "AB.;1")]
    [InlineData("A.Z;1", "A_.A;1")]
    [InlineData("A", "A.;1")]
    public void Identifiers_sort_as_if_padded_with_spaces(string first, string second)
    {
        Assert.True(
            PrimaryNames.Compare(Encoding.ASCII.GetBytes(first), Encoding.ASCII.GetBytes(second))
                < 0
        );
        Assert.True(
            PrimaryNames.Compare(Encoding.ASCII.GetBytes(second), Encoding.ASCII.GetBytes(first))
                > 0
        );
    }

    [Theory]
    [InlineData("a*b/c:d;e?f\\g", "a_b_c_d_e_f_g")]
    [InlineData("tab\t.txt", "tab_.txt")]
    [InlineData("dot.", "dot_")]
    [InlineData("space ", "space_")]
    [InlineData("größe-漢-😀.txt", "größe-漢-😀.txt")]
    public void Joliet_replaces_what_it_forbids(string name, string identifier) =>
        Assert.Equal([identifier], Joliet(name).Names);

    [Fact]
    public void Names_that_differ_by_case_only_are_told_apart_in_Joliet()
    {
        var (names, remarks) = Joliet("Readme.txt", "readme.TXT", "readme.txt", "GRÖSSE", "grösse");

        Assert.Equal(["Readme.txt", "readme_1.TXT", "readme_2.txt", "GRÖSSE", "grösse_1"], names);
        Assert.Equal(
            ["readme.TXT", "readme.txt", "grösse"],
            remarks
                .Where(remark => remark.Rule == "iso.joliet.case-collision")
                .Select(remark => remark.Path)
        );
        Assert.Equal(3, remarks.Count);
    }

    [Fact]
    public void A_changed_name_never_takes_the_place_of_one_that_can_stay()
    {
        var (names, remarks) = Joliet("a*", "a_");

        Assert.Equal(["a__1", "a_"], names);
        Assert.Equal(("iso.joliet.renamed", "a*"), (remarks[0].Rule, remarks[0].Path));
    }

    [Fact]
    public void Cutting_never_splits_a_surrogate_pair()
    {
        var (names, _) = Joliet(new string('x', 102) + "😀");

        Assert.Equal([new string('x', 102)], names);
    }

    [Fact]
    public void Symbolic_links_are_remarked_as_missing_in_Joliet()
    {
        var image = new TestImage().Symlink("d/link", "x").File("d/file", "x");

        Assert.Equal(
            ("iso.joliet.symlink", "d/link"),
            image.Plan().Remarks.Select(remark => (remark.Rule, remark.Path)).Single()
        );
    }

    private static FileNode[] Files(params string[] names) =>
        Array.ConvertAll(
            names,
            name => new FileNode(name, Encoding.UTF8.GetBytes(name), 0, "x", executable: false)
        );

    private static string[] Primary(IReadOnlyList<IsoNode> nodes) =>
        Array.ConvertAll(PrimaryNames.Assign(nodes), Encoding.ASCII.GetString);

    private static (string[] Names, List<IsoRemark> Remarks) Joliet(params string[] names)
    {
        var remarks = new List<IsoRemark>();
        // Node names are the last segments of their paths, so a slash cannot be part of one.
        var nodes = Files(Array.ConvertAll(names, name => name.Replace('/', '_')));
        var identifiers = new JolietNames(IsoJoliet.Long, remarks).Assign(nodes);
        return (Array.ConvertAll(identifiers, Encoding.BigEndianUnicode.GetString), remarks);
    }
}
