using System.Text;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Packaging.Tests.Manifests;
using Portal.Packaging.Tests.Versions;
using Portal.Packaging.Versions;

namespace Portal.Packaging.Tests.Discs;

public sealed class InstallTable2Tests
{
    private static readonly string Table = Compose(
        A.Yaml(
            "disk",
            "0.1.262~1",
            """
            stage: storage
            downgrade: refuse
            install:
              - inf: w11/*.inf
                reboot: always

            """
        ),
        A.Yaml("docs", "2"),
        A.Yaml(
            "agent",
            "1:7.2-1",
            """
            requires: [disk]
            stage: agent
            install:
              - when: { distro: [debian, ubuntu], family: debian, version: ">=10 <13", arch: x86_64 }
                deb: "linux files/*.deb"
              - when: { family: [rhel, fedora], arch: [amd64, arm] }
                rpm: "linux files/*.{arch}.rpm"
              - when: { platform: [win11, win2k22], build: ">=22000", edition: [client, server], arch: [x86, x64] }
                msi: win/ga-{arch}.msi
                switches: INSTALLDIR="C:\ga" /quiet
              - when: { os: windows }
                exe: win/ga.exe
                switches: /S
                product: Guest Agent
                uninstall: /S /U
                codes: { ok: 2, reboot: [3] }
                reboot: never
              - when: { os: [linux, freebsd] }
                script: install.sh

            """
        )
    );

    [Fact]
    public void The_table_says_what_the_manifests_say() =>
        Assert.Equal(
            """
            install-table ; 2 ; guest-tools ; 1.4 ; 00000000020131ae020134020002000200312e34 ; 1767225600
            order ; component ; version ; rank ; downgrade ; stage ; requires ; entry ; kind ; os ; distro ; family ; release ; platform ; build ; edition ; arch ; switches ; product ; uninstall ; ok ; restart ; reboot ; files
            1 ; disk ; 0.1.262~1 ; RANK ; refuse ; storage ; - ; 1 ; inf ; windows ; - ; - ; - ; - ; - ; - ; - ; - ; - ; - ; 0,259 ; 1641,3010 ; always ; projects/disk/w11/a.inf|projects/disk/w11/b.inf
            2 ; docs ; 2 ; RANK ; allow ; default ; - ; 1 ; - ; - ; - ; - ; - ; - ; - ; - ; - ; - ; - ; - ; - ; - ; - ; -
            3 ; agent ; 1:7.2-1 ; RANK ; allow ; agent ; disk ; 1 ; deb ; linux ; debian,ubuntu ; debian ; >=10 <13 ; - ; - ; - ; x86_64 ; - ; - ; - ; - ; - ; asked ; projects/agent/linux files/a 1.deb|projects/agent/linux files/b.deb
            3 ; agent ; 1:7.2-1 ; RANK ; allow ; agent ; disk ; 2 ; rpm ; linux ; - ; rhel,fedora ; - ; - ; - ; - ; x86_64 ; - ; - ; - ; - ; - ; asked ; projects/agent/linux files/a.x86_64.rpm
            3 ; agent ; 1:7.2-1 ; RANK ; allow ; agent ; disk ; 3 ; rpm ; linux ; - ; rhel,fedora ; - ; - ; - ; - ; armv7 ; - ; - ; - ; - ; - ; asked ; projects/agent/linux files/a.armv7hl.rpm
            3 ; agent ; 1:7.2-1 ; RANK ; allow ; agent ; disk ; 4 ; msi ; windows ; - ; - ; - ; win11,win2k22 ; >=22000 ; client,server ; x86 ; INSTALLDIR="C:\ga" /quiet ; - ; - ; 0 ; 1641,3010 ; asked ; projects/agent/win/ga-i386.msi
            3 ; agent ; 1:7.2-1 ; RANK ; allow ; agent ; disk ; 5 ; msi ; windows ; - ; - ; - ; win11,win2k22 ; >=22000 ; client,server ; x86_64 ; INSTALLDIR="C:\ga" /quiet ; - ; - ; 0 ; 1641,3010 ; asked ; projects/agent/win/ga-x64.msi
            3 ; agent ; 1:7.2-1 ; RANK ; allow ; agent ; disk ; 6 ; exe ; windows ; - ; - ; - ; - ; - ; - ; - ; /S ; Guest Agent ; /S /U ; 0,2 ; 3,1641,3010 ; never ; projects/agent/win/ga.exe
            3 ; agent ; 1:7.2-1 ; RANK ; allow ; agent ; disk ; 7 ; script ; linux,freebsd ; - ; - ; - ; - ; - ; - ; - ; - ; - ; - ; - ; - ; asked ; projects/agent/install.sh

            """,
            Ranks(Table).Replace("\t", " ; ", StringComparison.Ordinal)
        );

    [Fact]
    public void The_document_names_the_columns_in_their_order()
    {
        var words = Repository
            .Read("docs/formats.md")
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains(
            string.Join(' ', InstallTable2.Columns),
            string.Join(' ', words),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox sh")]
    [InlineData("mksh")]
    [InlineData("bash --posix")]
    public async Task A_shell_reads_it_field_by_field(string shell)
    {
        var columns = InstallTable2.Columns;
        var rows = await Shell.RunAsync(
            $$"""
            {{shell}} -c '
            set -eu
            tab=$(printf "\t")
            { IFS=$tab read -r table schema title number order epoch; read -r columns
              [ "$table $schema" = "install-table 2" ]
              while IFS=$tab read -r {{string.Join(' ', columns)}}; do
                printf "%s\n" {{string.Join(' ', columns.Select(c => $"\"${c}\""))}}
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
                Assert.Equal(InstallTable2.Columns.Count, line.Split('\t').Length);
                Assert.All(line.Split('\t'), Assert.NotEmpty);
            }
        );

    // They are the versions' own, which other tests compare with dpkg.
    private static string Ranks(string table)
    {
        foreach (var line in table.Split('\n')[2..^1].Select(line => line.Split('\t')))
        {
            Assert.Equal(ComponentVersionNumber.Parse(line[2]).SortKey, line[3]);
            table = table.Replace($"\t{line[3]}\t", "\tRANK\t", StringComparison.Ordinal);
        }

        return table;
    }

    private static string Compose(params string[] manifests)
    {
        var components = manifests
            .Prepend(A.Yaml(InstallerComponent.Name))
            .Select(yaml => new DiscComponent(
                A.Manifest(yaml),
                A.Content(
                    ("component.yaml", yaml),
                    ("disc/install.sh*", "#!/bin/sh\n"),
                    ("w11/b.inf", ""),
                    ("w11/a.inf", ""),
                    ("linux files/b.deb", ""),
                    ("linux files/a 1.deb", ""),
                    ("linux files/a.x86_64.rpm", ""),
                    ("linux files/a.armv7hl.rpm", ""),
                    ("win/ga-i386.msi", ""),
                    ("win/ga-x64.msi", ""),
                    ("win/ga.exe", ""),
                    ("install.sh", "")
                )
            ))
            .ToList();
        var release = new DiscFixture(layout: 2).Release with
        {
            Components =
            [
                .. components.Select(c => new LockedComponent(
                    c.Manifest.Component,
                    c.Manifest.Version,
                    "upstream",
                    c.Content.Identity,
                    c.Manifest.Stage
                )),
            ],
        };
        return Encoding.UTF8.GetString(
            Layouts.Get(2).Compose(release, components).GeneratedAt("guest-tools/install.tsv").Span
        );
    }
}
