using System.Text;
using Portal.Packaging.Tests.Versions;

namespace Portal.Packaging.Tests.Discs;

public sealed class InstallTableTests
{
    private static readonly string Table = Encoding.UTF8.GetString(
        new DiscFixture().Compose().GeneratedAt("guest-tools/install.tsv").Span
    );

    [Fact]
    public void The_table_says_what_the_manifests_say() =>
        Assert.Equal(
            """
            TABLE
            """,
            Table.Replace("\t", " ; ", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox sh")]
    [InlineData("mksh")]
    [InlineData("bash --posix")]
    public void A_shell_reads_it_field_by_field(string shell)
    {
        var rows = Shell.Run(
            $$"""
            {{shell}} -c '
            set -eu
            tab=$(printf "\t")
            { IFS=$tab read -r table schema; read -r columns
              [ "$table $schema" = "install-table 1" ]
              while IFS=$tab read -r order component version stage requires entry kind os distro family release platform build edition arch files; do
                printf "%s\n" "$order" "$component" "$version" "$stage" "$requires" "$entry" "$kind" "$os" "$distro" "$family" "$release" "$platform" "$build" "$edition" "$arch" "$files"
              done; }'
            """,
            Table
        );

        Assert.Equal(Table.Split('\n')[2..^1].SelectMany(line => line.Split('\t')), rows.Split('\n')[..^1]);
    }

    [Fact]
    public void No_field_is_empty() =>
        Assert.All(
            Table.Split('\n')[1..^1],
            line =>
            {
                Assert.Equal(16, line.Split('\t').Length);
                Assert.All(line.Split('\t'), Assert.NotEmpty);
            }
        );
}
