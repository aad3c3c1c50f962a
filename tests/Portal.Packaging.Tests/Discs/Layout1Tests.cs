using System.Text;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Packaging.Tests.Locks;
using Portal.Packaging.Tests.Manifests;
using Portal.Protocol;

namespace Portal.Packaging.Tests.Discs;

public sealed class Layout1Tests
{
    private const string Sums = "guest-tools/SHA256SUMS";

    [Fact]
    public void The_disc_has_these_files_and_no_others()
    {
        var contents = new DiscFixture().Plan().Contents;

        Assert.Equal(
            """
            -  1235 README.txt
            -    11 autorun.inf
            -    10 doc/de.txt
            -  2663 guest-tools/SHA256SUMS
            -   384 guest-tools/SHA256SUMS.sig
            -   625 guest-tools/disc-key.pem
            -   942 guest-tools/install.tsv
            -  1674 guest-tools/release.json
            x    10 install.sh
            -     9 licenses/guest-tools-installer/LICENSE
            -     9 licenses/qemu-guest-agent/COPYING
            -    10 licenses/qemu-guest-agent/docs/de/LIESMICH
            -    19 projects/bus/bus.txt
            -    62 projects/bus/component.yaml
            -     9 projects/qemu-guest-agent/COPYING
            -     9 projects/qemu-guest-agent/COPYING.GPL
            -     0 projects/qemu-guest-agent/Empty
            -     5 projects/qemu-guest-agent/Größe/客户.txt
            -   516 projects/qemu-guest-agent/component.yaml
            -    10 projects/qemu-guest-agent/docs/de/LIESMICH
            x    15 projects/qemu-guest-agent/install.sh
            -     7 projects/qemu-guest-agent/linux files/libbus_1_amd64.deb
            -     7 projects/qemu-guest-agent/linux files/qemu-guest-agent 1_amd64.deb
            -     6 projects/qemu-guest-agent/win/ga-i386.msi
            -     6 projects/qemu-guest-agent/win/ga-x64.msi
            -   132 projects/virtio-serial/component.yaml
            -     3 projects/virtio-serial/vioser/a.inf
            -     3 projects/virtio-serial/vioser/a.sys
            -     2 setup.exe
            """,
            string.Join(
                '\n',
                contents.Files.Select(f => $"{(f.IsExecutable ? 'x' : '-')} {f.Length, 5} {f.Path}")
            )
        );
        Assert.Equal(
            [new DiscLink("projects/qemu-guest-agent/docs/agent", "../install.sh")],
            contents.Links
        );
        Assert.Equal(["projects/qemu-guest-agent/spool"], contents.Folders);
    }

    /// <summary>A change of this digest is a change of published images, which are never changed: make a new layout.</summary>
    [Fact]
    public void The_contents_of_layout_1_are_these_for_ever() =>
        Assert.Equal(
            "ec40c118d9a8de1db0723f30bfaba198030bae539c8302dcf2ccfb16258e3ab2",
            Digest.Of(new DiscFixture().Compose().GeneratedAt(Sums).Span).Hex
        );

    [Fact]
    public void The_readme_tells_how_to_install_and_verify()
    {
        var readme = Encoding.UTF8.GetString(
            new DiscFixture().Compose().GeneratedAt("README.txt").Span
        );

        Assert.Equal(readme.Split('\n').Length, readme.Split("\r\n").Length);
        Assert.Equal(
            """
            Guest Tools 1.4
            ===============

            Drivers and agents for virtual machines: product guest-tools, version 1.4, 2026-01-01.


            Install
            -------

            Linux, as root, in the folder where this disc is mounted:

                sh install.sh install

            Windows, as administrator: run setup.exe on this disc.


            Verify
            ------

            On any system with coreutils and OpenSSL, in the folder where this disc is mounted:

                sha256sum -c guest-tools/SHA256SUMS
                openssl dgst -sha256 -verify guest-tools/disc-key.pem -signature guest-tools/SHA256SUMS.sig guest-tools/SHA256SUMS

            This shows that the disc is as it was signed with the key on it. Whose key it is, only a copy of the key
            from elsewhere can show: compare it with the one that the publisher of this disc has on its pages.


            What is on it
            -------------

            guest-tools-installer 1.0
                The guest-tools-installer
                License: MIT

            virtio-serial 0.1.262
                The virtio-serial
                License: MIT

            bus 2~rc1
                The bus
                License: MIT

            qemu-guest-agent 1:7.2.22-1
                The qemu-guest-agent
                License: MIT


            The files are in the folder projects. Components that bring license files have them in the folder licenses.
            The exact versions are in guest-tools/release.json.

            """,
            readme.ReplaceLineEndings("\n")
        );
    }

    [Fact]
    public void The_readme_names_no_setup_that_is_not_there()
    {
        var fixture = new DiscFixture();
        var readme = Encoding.UTF8.GetString(fixture.Compose().GeneratedAt("README.txt").Span);

        Assert.Contains("setup.exe", readme, StringComparison.Ordinal);
        Assert.DoesNotContain("setup.cmd", readme, StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_the_components_has_no_influence()
    {
        var fixture = new DiscFixture();
        var expected = fixture.Compose();
        var random = new Random(2);
        for (var i = 0; i < 10; i++)
        {
            var shuffled = fixture.Components.ToArray();
            random.Shuffle(shuffled);

            var actual = Layouts.Get(1).Compose(fixture.Release, shuffled);

            Assert.Equal(expected.Files, actual.Files);
            Assert.Equal(expected.Links, actual.Links);
            Assert.Equal(expected.Folders, actual.Folders);
            Assert.Equal(expected.Generated.Keys.Order(), actual.Generated.Keys.Order());
        }
    }

    [Fact]
    public void The_lock_on_the_disc_is_the_one_for_download()
    {
        var fixture = new DiscFixture();

        var onDisc = fixture.Compose().GeneratedAt("guest-tools/release.json");

        Assert.Equal(LockFile.Serialize(fixture.Release), onDisc.ToArray());
        Assert.Equal(fixture.Release, LockReader.Read(onDisc).Release);
    }

    [Fact]
    public void Generated_bytes_have_the_digests_of_their_files()
    {
        var contents = new DiscFixture().Plan().Contents;

        Assert.Equal(6, contents.Generated.Count);
        foreach (var (digest, bytes) in contents.Generated)
        {
            Assert.Equal(digest, Digest.Of(bytes.Span));
            Assert.All(
                contents.Files.Where(f => f.Sha256 == digest),
                f => Assert.Equal(bytes.Length, f.Length)
            );
        }
    }

    [Fact]
    public void A_signature_of_anything_else_is_refused()
    {
        var contents = new DiscFixture().Compose();
        var signature = TestKey.Sign(contents.GeneratedAt(Sums).Span);
        var other = TestKey.Sign("other"u8);

        Assert.True(
            DiscSignature.Verify(contents.Release, contents.GeneratedAt(Sums).Span, signature)
        );
        Assert.Throws<ArgumentException>(() => Layouts.Get(1).WithSignature(contents, other));
        Assert.Throws<ArgumentException>(() => Layouts.Get(1).WithSignature(contents, []));
        signature[7] ^= 1;
        Assert.Throws<ArgumentException>(() => Layouts.Get(1).WithSignature(contents, signature));
    }

    [Fact]
    public void Components_other_than_the_locked_ones_are_refused_all_at_once()
    {
        var fixture = new DiscFixture();
        var bus = fixture.Components.Single(c => c.Manifest.Component == "bus");
        var agent = fixture.Components.Single(c => c.Manifest.Component == "qemu-guest-agent");
        List<DiscComponent> components =
        [
            .. fixture.Components.Where(c =>
                c.Manifest.Component is not "virtio-serial" and not "qemu-guest-agent"
            ),
            bus,
            agent with
            {
                Content = bus.Content,
            },
            bus with
            {
                Manifest = A.Manifest(A.Yaml("foreign")),
            },
        ];

        var findings = Layouts.Get(1).Check(fixture.Release with { Layout = 2 }, components);

        Assert.Equal(
            [
                "disc.layout",
                "disc.component.missing",
                "disc.component.several",
                "disc.component.digest",
                "disc.component.foreign",
            ],
            findings.Select(f => f.Rule)
        );
        Assert.Throws<ArgumentException>(() => Layouts.Get(1).Compose(fixture.Release, components));
    }

    [Theory]
    [InlineData("disc/readme.TXT")]
    [InlineData("disc/Guest-Tools/x")]
    [InlineData("disc/projects")]
    public void Installers_cannot_hide_what_the_disc_has(string path)
    {
        var manifest = A.Manifest(A.Yaml(InstallerComponent.Name));
        var installer = new DiscComponent(
            manifest,
            A.Content((path, "text"), ("component.yaml", ""))
        );
        var release = new DiscFixture().Release;
        release = release with
        {
            Components = [release.Components[0] with { Digest = installer.Content.Identity }],
        };

        Assert.Equal(["disc.root"], Layouts.Get(1).Check(release, [installer]).Select(f => f.Rule));
    }

    [Fact]
    public void Layouts_are_found_by_their_number()
    {
        Assert.Equal(1, Layouts.Get(1).Number);
        Assert.Null(Layouts.Find(Layouts.Newest + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Layouts.Get(0));
    }
}
