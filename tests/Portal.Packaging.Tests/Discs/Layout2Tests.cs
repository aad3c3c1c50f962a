using Portal.Packaging.Discs;
using Portal.Packaging.Manifests;
using Portal.Packaging.Tests.Manifests;
using Portal.Protocol;

namespace Portal.Packaging.Tests.Discs;

public sealed class Layout2Tests
{
    /// <summary>A change of this digest is a change of published images, which are never changed: make a new layout.</summary>
    [Fact]
    public void The_contents_of_layout_2_are_these_for_ever() =>
        Assert.Equal(
            "b425a5a1ddfbdd9c4a766922a2392b716ad02b87d2fa700184f36bd21000acea",
            Digest
                .Of(new DiscFixture(layout: 2).Compose().GeneratedAt("guest-tools/SHA256SUMS").Span)
                .Hex
        );

    [Fact]
    public void It_differs_from_layout_1_in_the_install_table_and_the_lock_that_names_it()
    {
        var first = new DiscFixture(layout: 1).Compose();
        var second = new DiscFixture(layout: 2).Compose();

        Assert.Equal(
            ["guest-tools/SHA256SUMS", "guest-tools/install.tsv", "guest-tools/release.json"],
            second.Files.Except(first.Files).Select(f => f.Path)
        );
        Assert.Equal(first.Files.Select(f => f.Path), second.Files.Select(f => f.Path));
    }

    [Fact]
    public void New_releases_get_it() => Assert.Equal(2, Layouts.Newest);

    [Fact]
    public void Installers_that_cannot_read_its_table_are_refused()
    {
        var yaml = A.Yaml(InstallerComponent.Name, "0.1.9");
        var installer = new DiscComponent(
            A.Manifest(yaml),
            A.Content(("component.yaml", yaml), ("disc/install.sh*", "#!/bin/sh\n"))
        );
        var release = new DiscFixture(layout: 2).Release;
        release = release with
        {
            Components =
            [
                release.Components[0] with
                {
                    Version = installer.Manifest.Version,
                    Digest = installer.Content.Identity,
                },
            ],
        };

        Assert.Equal(
            ["disc.installer"],
            Layouts.Get(2).Check(release, [installer]).Select(f => f.Rule)
        );
        Assert.Empty(Layouts.Get(1).Check(release with { Layout = 1 }, [installer]));
    }
}
