using System.Text;
using Portal.Packaging.Contents;
using Portal.Packaging.Manifests;

namespace Portal.Packaging.Tests.Manifests;

public sealed class ComponentLintTests
{
    [Fact]
    public void Files_that_fit_their_manifest_give_no_findings()
    {
        var findings = Lint(
            """
            license-files: [LICENSE, docs/COPYING*]
            sources: [src/, "*.orig.tar.gz"]
            install:
              - deb: linux/*.deb
              - when: { arch: [x86_64, x86] }
                msi: win/ga-{arch}.msi
              - when: { os: freebsd }
                script: install.sh
              - when: { os: windows, platform: winxp }
                script: Install.CMD
            """,
            ("LICENSE", "text"),
            ("docs/COPYING.LIB", "text"),
            ("src/a/b.c", "source"),
            ("a.orig.tar.gz", "source"),
            ("linux/a_1_amd64.deb", "deb"),
            ("linux/b_1_amd64.deb", "deb"),
            ("win/ga-x64.msi", "msi"),
            ("win/ga-i386.msi", "msi"),
            ("install.sh", "#!/bin/sh\n"),
            ("Install.CMD", "@echo off\r\n")
        );

        Assert.Equal("", findings);
    }

    [Fact]
    public void Everything_in_which_manifest_and_files_disagree_is_reported_at_once()
    {
        var findings = Lint(
            """
            license-files: [LICENCE]
            sources: [win/, missing/]
            install:
              - deb: linux
              - rpm: linux/*.rpm
              - when: { arch: [x86_64, aarch64] }
                msi: win/ga-{arch}.msi
              - when: { os: windows, platform: winxp }
                script: install.sh
              - exe: win/*.exe
              - when: { os: freebsd }
                script: install.sh
              - when: { os: openbsd }
                script: empty.sh
            """,
            ("LICENSE", "text"),
            ("linux/a.deb", "deb"),
            ("win/ga-x64.msi", "msi"),
            ("win/a.exe", "exe"),
            ("win/b.exe", "exe"),
            ("install.sh", "echo hello\n"),
            ("empty.sh", ""),
            ("1/2/3/4/5/6/7/8/9/10/11", "deep"),
            ("src/" + new string('ä', 127), "long")
        );

        Assert.Equal(
            """
            src/äääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää: manifest.files.long-name: A name in 'src/ääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääääää...' has more than 253 bytes, which no disc holds. Shorten it.
            component.yaml:5: manifest.files.missing: 'LICENCE' in 'license-files' matches no file of the component. Did you mean 'LICENSE'?
            component.yaml:6: manifest.files.hidden: 'win/' in 'sources' keeps 'win/a.exe' off the image, where it is needed. Keep sources in a folder of their own.
            component.yaml:6: manifest.files.missing: 'missing/' in 'sources' matches no file of the component.
            component.yaml:8: manifest.files.missing: 'linux' in 'deb' matches no file of the component. It is a folder; name the files in it: 'linux/*'.
            component.yaml:9: manifest.files.missing: 'linux/*.rpm' in 'rpm' matches no file of the component.
            component.yaml:11: manifest.files.missing: 'win/ga-{arch}.msi' in 'msi' matches no file of the component for aarch64. Add the file, or remove 'aarch64' from 'arch'.
            component.yaml:13: manifest.script.extension: 'install.sh' is a script for Windows, which starts scripts by their extension. Give it one of .cmd, .bat or .ps1.
            component.yaml:14: manifest.files.several: 'win/*.exe' in 'exe' matches 2 files, and one is installed: 'win/a.exe', 'win/b.exe'. Make the path match one file.
            component.yaml:16: manifest.script.interpreter: The script 'install.sh' does not begin with '#!'. Begin it with '#!/bin/sh'.
            component.yaml:18: manifest.script.interpreter: The script 'empty.sh' does not begin with '#!'. Begin it with '#!/bin/sh'.
            """,
            findings
        );
    }

    [Fact]
    public void Sources_may_be_deeper_than_a_disc()
    {
        var findings = Lint(
            "sources: src/",
            ("src/2/3/4/5/6/7/8/9/10/11/12/13", "deep"),
            ("src/" + new string('ä', 127), "long")
        );

        Assert.Equal("", findings);
    }

    [Fact]
    public void A_link_is_no_file_to_install()
    {
        var manifest = A.Manifest(A.Yaml("a", more: "install: [{ deb: link.deb }]"));
        var content = A.Content([
            A.File("component.yaml", ""),
            A.File("a.deb", ""),
            ContentEntry.Symlink(ContentPath.Parse("link.deb"), "a.deb"),
        ]);

        var findings = ComponentLint.Check(manifest, content, _ => default);

        Assert.Equal(["manifest.files.missing"], findings.Select(f => f.Rule));
    }

    [Fact]
    public void The_installers_have_something_to_run()
    {
        var manifest = A.Manifest(A.Yaml(InstallerComponent.Name));

        Assert.Equal(
            ["manifest.installer"],
            ComponentLint
                .Check(manifest, A.Content(("install.sh", "#!")), _ => default)
                .Select(f => f.Rule)
        );
        Assert.Empty(
            ComponentLint.Check(manifest, A.Content(("disc/install.sh", "#!")), _ => default)
        );
    }

    private static string Lint(string more, params (string Path, string Text)[] files)
    {
        var texts = files.ToDictionary(
            file => file.Path,
            file => Encoding.UTF8.GetBytes(file.Text)
        );
        var manifest = A.Manifest(A.Yaml("a", more: more));
        return A.Listing(
            ComponentLint.Check(
                manifest,
                A.Content([.. files, ("component.yaml", "")]),
                entry =>
                    texts[entry.Path.Value].AsMemory(0, Math.Min(2, texts[entry.Path.Value].Length))
            )
        );
    }
}
