using System.Text;
using Portal.Packaging.Tests.Versions;

namespace Portal.Packaging.Tests.Discs;

public sealed class InstallTable1Tests
{
    private static readonly string Table = Encoding.UTF8.GetString(
        new DiscFixture().Compose().GeneratedAt("guest-tools/install.tsv").Span
    );

    [Fact]
    public void The_table_says_what_the_manifests_say() =>
        Assert.Equal(
            """
            install-table ; 1
            order ; component ; version ; stage ; requires ; entry ; kind ; os ; distro ; family ; release ; platform ; build ; edition ; arch ; files
            1 ; virtio-serial ; 0.1.262 ; storage ; - ; 1 ; inf ; windows ; - ; - ; - ; - ; - ; - ; - ; projects/virtio-serial/vioser/a.inf
            2 ; bus ; 2~rc1 ; default ; - ; 1 ; - ; - ; - ; - ; - ; - ; - ; - ; - ; -
            3 ; qemu-guest-agent ; 1:7.2.22-1 ; agent ; bus,virtio-serial ; 1 ; deb ; linux ; debian,ubuntu ; debian ; >=10 <13 ; - ; - ; - ; x86_64 ; projects/qemu-guest-agent/linux files/libbus_1_amd64.deb|projects/qemu-guest-agent/linux files/qemu-guest-agent 1_amd64.deb
            3 ; qemu-guest-agent ; 1:7.2.22-1 ; agent ; bus,virtio-serial ; 2 ; msi ; windows ; - ; - ; - ; win11,win2k22 ; >=22000 ; client,server ; x86 ; projects/qemu-guest-agent/win/ga-i386.msi
            3 ; qemu-guest-agent ; 1:7.2.22-1 ; agent ; bus,virtio-serial ; 3 ; msi ; windows ; - ; - ; - ; win11,win2k22 ; >=22000 ; client,server ; x86_64 ; projects/qemu-guest-agent/win/ga-x64.msi
            3 ; qemu-guest-agent ; 1:7.2.22-1 ; agent ; bus,virtio-serial ; 4 ; script ; linux,freebsd ; - ; - ; - ; - ; - ; - ; - ; projects/qemu-guest-agent/install.sh

            """,
            Table.Replace("\t", " ; ", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox sh")]
    [InlineData("mksh")]
    [InlineData("bash --posix")]
    public async Task A_shell_reads_it_field_by_field(string shell)
    {
        var rows = await Shell.RunAsync(
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

        Assert.Equal(
            Table.Split('\n')[2..^1].SelectMany(line => line.Split('\t')),
            rows.Split('\n')[..^1]
        );
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
