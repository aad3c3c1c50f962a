using System.Text;
using Portal.Iso9660;
using Portal.Packaging.Contents;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Packaging.Resolving;
using Portal.Packaging.Tests.Locks;
using Portal.Packaging.Tests.Manifests;
using Portal.Packaging.Versions;
using Portal.Protocol;

namespace Portal.Packaging.Tests.Discs;

/// <summary>A release with everything in it that a disc treats in a way of its own.</summary>
internal sealed class DiscFixture : IContentSource
{
    private readonly Dictionary<string, byte[]> _bytes = [];

    public DiscFixture(int layout = 1)
    {
        Add(
            A.Yaml(InstallerComponent.Name, "1.0", "license-files: LICENSE\n"),
            ("LICENSE", "MIT text\n"),
            ("Makefile", "all:\n"),
            ("disc/install.sh*", "#!/bin/sh\n"),
            ("disc/setup.exe", "MZ"),
            ("disc/autorun.inf", "[autorun]\r\n"),
            ("disc/doc/de.txt", "Anleitung\n")
        );
        Add(
            A.Yaml(
                "qemu-guest-agent",
                "1:7.2.22-1",
                """
                license-files: [COPYING, docs/]
                sources: [src/, "*.orig.tar"]
                requires: [bus, virtio-serial]
                stage: agent
                install:
                  - when: { distro: [debian, ubuntu], family: debian, version: ">=10 <13", arch: x86_64 }
                    deb: "linux files/*.deb"
                  - when: { platform: [win11, win2k22], build: ">=22000", edition: [client, server], arch: [x86, x64] }
                    msi: win/ga-{arch}.msi
                  - when: { os: [linux, freebsd] }
                    script: install.sh

                """
            ),
            ("COPYING", "GPL text\n"),
            ("docs/de/LIESMICH", "Lies mich\n"),
            ("src/qga/main.c", "int main;\n"),
            ("a.orig.tar", "tar"),
            ("linux files/qemu-guest-agent 1_amd64.deb", "deb one"),
            ("linux files/libbus_1_amd64.deb", "deb two"),
            ("win/ga-i386.msi", "msi 32"),
            ("win/ga-x64.msi", "msi 64"),
            ("install.sh*", "#!/bin/sh\necho\n"),
            ("Empty", ""),
            ("Größe/客户.txt", "utf-8"),
            ("COPYING.GPL", "GPL text\n")
        );
        Add(
            A.Yaml(
                "virtio-serial",
                "0.1.262",
                "stage: storage\ninstall: [{ inf: vioser/*.inf }]\n"
            ),
            ("vioser/a.inf", "inf"),
            ("vioser/a.sys", "sys")
        );
        Add(A.Yaml("bus", "2~rc1"), ("bus.txt", "nothing to install\n"));

        var resolution = Resolver.Resolve(
            new Recipe(
                "guest-tools",
                [
                    .. new[] { "bus:>=2~", "qemu-guest-agent", "virtio-serial" }
                        .Select(text => text.Split(':'))
                        .Select(parts => new RecipeComponent(
                            parts[0],
                            VersionRange.Parse(parts.ElementAtOrDefault(1))
                        )),
                ]
            ),
            null,
            Components.Select(c => new Candidate("upstream", c.Manifest, c.Content.Identity))
        );
        Assert.Equal([], resolution.Problems);
        Release = new ReleaseLock
        {
            Product = "guest-tools",
            Title = "Guest Tools",
            Version = "1.4",
            VolumeId = VolumeId.For(VolumeId.DefaultPrefix("guest-tools"), "1.4"),
            Layout = layout,
            Epoch = 1767225600,
            DiscKey = TestKey.Public,
            Components = ReleaseLock.Lock(resolution),
        };
    }

    public List<DiscComponent> Components { get; } = [];

    public ReleaseLock Release { get; }

    public DiscContents Compose() => Layouts.Get(Release.Layout).Compose(Release, Components);

    public DiscImagePlan Plan()
    {
        var contents = Compose();
        return Layouts
            .Get(Release.Layout)
            .WithSignature(
                contents,
                TestKey.Sign(contents.GeneratedAt("guest-tools/SHA256SUMS").Span)
            );
    }

    public async Task<byte[]> WriteImageAsync()
    {
        var plan = Plan();
        foreach (var (digest, bytes) in plan.Contents.Generated)
        {
            _bytes[digest.Hex] = bytes.ToArray();
        }

        using var image = new MemoryStream();
        await IsoWriter.WriteAsync(IsoLayout.Plan(plan.Tree, plan.Profile), this, image);
        return image.ToArray();
    }

    public ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream>(new MemoryStream(_bytes[contentId]));

    private void Add(string yaml, params (string Path, string Text)[] files)
    {
        var manifest = A.Manifest(yaml);
        (string, string)[] all = [.. files, (ComponentManifest.FileName, yaml)];
        List<ContentEntry> entries = [.. all.Select(file => A.File(file.Item1, file.Item2))];
        if (manifest.Component == "qemu-guest-agent")
        {
            entries.Add(ContentEntry.Symlink(ContentPath.Parse("docs/agent"), "../install.sh"));
            entries.Add(ContentEntry.Directory(ContentPath.Parse("spool")));
        }

        var content = A.Content(entries);
        Assert.Equal([], ComponentLint.Check(manifest, content, _ => "#!"u8.ToArray()));
        Components.Add(new DiscComponent(manifest, content));
        foreach (var (_, text) in all)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            _bytes[Digest.Of(bytes).Hex] = bytes;
        }
    }
}
