using System.Security.Cryptography;
using System.Text;
using Portal.Packaging.Contents;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Packaging.Resolving;
using Portal.Packaging.Versions;
using Portal.Protocol;

namespace Portal.Installer.Tests;

/// <summary>A disc composed as the portal composes it, with this component as the one at its root.</summary>
public sealed class LayoutTests : IDisposable
{
    private const string Script =
        "#!/bin/sh\n[ \"$1\" = status ] || echo \"$GT_COMPONENT_DIR $1\" >>\"$CALLS\"\n";

    private readonly Guest _guest = new();
    private readonly Dictionary<Digest, byte[]> _bytes = [];

    [Theory, ClassData(typeof(Shells))]
    public void A_composed_disc_is_listed_installed_and_checked(string shell)
    {
        Burn(
            Component(
                "bus",
                "2~rc1",
                "install: [{ when: { os: linux, family: debian, version: '>=11 <13', arch: x86_64 }, script: do it.sh }]"
            ),
            Component(
                "agent",
                "1:7.2-1",
                "requires: [bus]\nstage: agent\ninstall:\n  - { when: { distro: [alpine], os: linux }, script: other.sh }\n  - { when: { os: [linux, freebsd], platform: [debian12] }, script: do it.sh }"
            ),
            Component(
                "driver",
                "1.0",
                "install: [{ when: { arch: [x86, x86_64] }, msi: 'win/{arch}.msi' }, { inf: '*.inf' }]"
            ),
            Component("notes", "1.0", "")
        );

        var run = _guest.Run(shell, "install");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                "agent 1:7.2-1: installed",
                "bus 2~rc1: installed",
                "driver 1.0: not-applicable",
                "notes 1.0: not-applicable",
            ],
            run.Output.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            [
                $"{_guest.Disc.At("projects/bus")} install",
                $"{_guest.Disc.At("projects/agent")} install",
            ],
            _guest.Calls()
        );

        File.AppendAllText(_guest.Disc.At("projects/bus/do it.sh"), "#");
        Assert.Equal(22, _guest.Run(shell, "install").ExitCode);
    }

    [Fact]
    public void Its_own_manifest_is_a_valid_one()
    {
        var read = ManifestReader.Read(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "installer/component.yaml"))
        );

        Assert.Equal([], read.Findings);
        Assert.Equal(InstallerComponent.Name, read.Manifest!.Component);
        Assert.Empty(read.Manifest.Install);
    }

    public void Dispose() => _guest.Dispose();

    private DiscComponent Component(string name, string version, string rest)
    {
        var manifest =
            $"component: {name}\nversion: \"{version}\"\nsummary: {name}\nlicense: MIT\nchanges: none\n{rest}\n";
        return Make(
            manifest,
            [
                ("do it.sh", Script),
                ("other.sh", "exit 1\n"),
                ("win/x64.msi", "64"),
                ("win/i386.msi", "32"),
                ("a.inf", "inf"),
            ]
        );
    }

    private DiscComponent Make(string manifest, IEnumerable<(string Path, string Text)> files)
    {
        var entries = new List<ContentEntry>();
        foreach (var (path, text) in files.Append((ComponentManifest.FileName, manifest)))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var digest = Digest.Of(bytes);
            _bytes[digest] = bytes;
            entries.Add(
                ContentEntry.File(ContentPath.Parse(path), executable: false, bytes.Length, digest)
            );
        }

        Assert.True(
            ContentList.TryCreate(entries, out var content, out var findings),
            string.Join('\n', findings)
        );
        var read = ManifestReader.Read(Encoding.UTF8.GetBytes(manifest));
        Assert.Equal([], read.Findings);
        return new DiscComponent(read.Manifest!, content);
    }

    private void Burn(params DiscComponent[] components)
    {
        var installer = Make(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "installer/component.yaml")),
            [("disc/install.sh", File.ReadAllText(Path.Combine(Disc.Installers, "install.sh")))]
        );
        DiscComponent[] all = [.. components, installer];
        var resolution = Resolver.Resolve(
            new Recipe(
                "guest-tools",
                [
                    .. components.Select(c => new RecipeComponent(
                        c.Manifest.Component,
                        VersionRange.Exactly(c.Manifest.Version)
                    )),
                ]
            ),
            null,
            all.Select(c => new Candidate("upstream", c.Manifest, c.Content.Identity))
        );
        Assert.Equal([], resolution.Problems);
        using var rsa = RSA.Create(3072);
        var release = new ReleaseLock
        {
            Product = "guest-tools",
            Title = "Guest Tools",
            Version = "1.0",
            VolumeId = VolumeId.For(VolumeId.DefaultPrefix("guest-tools"), "1.0"),
            Layout = 2,
            Epoch = 1767225600,
            DiscKey = rsa.ExportSubjectPublicKeyInfoPem() + "\n",
            Components = ReleaseLock.Lock(resolution),
        };

        Directory.Delete(_guest.Disc.Path, recursive: true);
        var disc = Layouts.Get(2).Compose(release, all);
        foreach (var file in disc.Files)
        {
            var path = _guest.Disc.At(file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var bytes = disc.Generated.TryGetValue(file.Sha256, out var generated)
                ? generated.ToArray()
                : _bytes[file.Sha256];
            File.WriteAllBytes(path, bytes);
        }
    }
}
