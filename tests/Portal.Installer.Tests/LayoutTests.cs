using Portal.Packaging.Manifests;

namespace Portal.Installer.Tests;

/// <summary>A disc composed as the portal composes it, with this component as the one at its root.</summary>
public sealed class LayoutTests : IDisposable
{
    private const string Script =
        "#!/bin/sh\n[ \"$1\" = status ] || echo \"$GT_COMPONENT_DIR $1\" >>\"$CALLS\"\n";

    private readonly Guest _guest = new();

    [Theory, ClassData(typeof(Shells))]
    public void A_composed_disc_is_listed_installed_and_checked(string shell)
    {
        Burn(
            (
                "bus",
                "2~rc1",
                "install: [{ when: { os: linux, family: debian, version: '>=11 <13', arch: x86_64 }, script: do it.sh }]"
            ),
            (
                "agent",
                "1:7.2-1",
                "requires: [bus]\nstage: agent\ninstall:\n  - { when: { distro: [alpine], os: linux }, script: other.sh }\n  - { when: { os: [linux, freebsd], platform: [debian12] }, script: do it.sh }"
            ),
            (
                "driver",
                "1.0",
                "install: [{ when: { arch: [x86, x86_64] }, msi: 'win/{arch}.msi' }, { inf: '*.inf' }]"
            ),
            ("notes", "1.0", "")
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

    private static RealDisc With(RealDisc disc, string name, string version, string rest) =>
        disc.With(
            $"component: {name}\nversion: \"{version}\"\nsummary: {name}\nlicense: MIT\n{rest}\n",
            ("do it.sh", Script),
            ("other.sh", "#!/bin/sh\nexit 1\n"),
            ("win/x64.msi", "64"),
            ("win/i386.msi", "32"),
            ("a.inf", "inf")
        );

    private void Burn(params (string Name, string Version, string More)[] components)
    {
        var disc = new RealDisc("1.0");
        foreach (var (name, version, more) in components)
        {
            With(disc, name, version, more);
        }

        Directory.Delete(_guest.Disc.Path, recursive: true);
        disc.WriteFolder(_guest.Disc.Path);
    }
}
