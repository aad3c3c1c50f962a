using System.Text;
using Portal.Packaging.Manifests;

namespace Portal.Packaging.Tests.Manifests;

public sealed class InstallOptionsTests
{
    [Fact]
    public void A_program_says_how_it_is_run_found_and_taken_away()
    {
        var manifest = A.Manifest(
            A.Yaml(
                "tools",
                more: """
                downgrade: refuse
                install:
                  - exe: setup.exe
                    switches: '/S DIR="C:\tools"'
                    product: The Tools
                    uninstall: /S
                    codes: { ok: [2, 3010], reboot: [0x80070643, -1] }
                    reboot: always
                """
            )
        );

        var options = manifest.Install[0].Options;
        Assert.Equal(Downgrade.Refuse, manifest.Downgrade);
        Assert.Equal("/S DIR=\"C:\\tools\"", options.Switches);
        Assert.Equal("The Tools", options.Product);
        Assert.Equal("/S", options.Uninstall);
        Assert.Equal([0u, 2, 3010], options.SuccessCodes);
        Assert.Equal([1641u, 0x80070643, uint.MaxValue], options.RestartCodes);
        Assert.Equal(RebootRule.Always, options.Reboot);
    }

    [Theory]
    [InlineData("msi: a.msi", "0", "1641,3010")]
    [InlineData("exe: a.exe", "0", "1641,3010")]
    [InlineData("inf: a.inf", "0,259", "1641,3010")]
    [InlineData("deb: a.deb", "", "")]
    [InlineData("{ when: { os: linux }, script: a.sh }", "", "")]
    [InlineData("{ exe: a.exe, codes: { reboot: 0 } }", "", "0,1641,3010")]
    public void What_is_not_said_is_what_the_kind_is_known_for(
        string entry,
        string ok,
        string restart
    )
    {
        var manifest = A.Manifest(A.Yaml("tools", more: $"install:\n  - {entry}\n"));

        var options = manifest.Install[0].Options;
        Assert.Equal(Downgrade.Allow, manifest.Downgrade);
        Assert.Equal(RebootRule.Asked, options.Reboot);
        Assert.Null(options.Switches);
        Assert.Equal(ok, string.Join(',', options.SuccessCodes));
        Assert.Equal(restart, string.Join(',', options.RestartCodes));
    }

    [Fact]
    public void Every_mistake_is_told_with_its_line_and_how_to_mend_it()
    {
        var result = ManifestReader.Read(
            Encoding.UTF8.GetBytes(
                A.Yaml(
                    "tools",
                    more: """
                    downgrade: never
                    install:
                      - when: { edition: server }
                        exe: a.exe
                        switches: /S & del *
                        product: "-"
                        uninstall: " /S"
                        codes: { ok: [many, 1], reboot: [1, 4294967296], fail: 2 }
                      - when: { edition: client }
                        msi: a.msi
                        product: The Tools
                        uninstall: /x
                        switches: "%TEMP%"
                        codes: []
                      - deb: a.deb
                        switches: --force
                        codes: { ok: 1 }
                        reboot: allways
                    """
                )
            )
        );

        Assert.Equal(
            """
            component.yaml:5: manifest.downgrade: 'never' is unknown as 'downgrade'. It is allow or refuse.
            component.yaml:9: manifest.install.switches: '/S & del *' cannot be the 'switches': '&' has a meaning of its own in a command line. Write switches as '/quiet DIR="C:\tools"', without any of & | < > ^ % !; for more than that, use a script.
            component.yaml:10: manifest.install.product: '-' cannot be the 'product'. Write it exactly as Windows lists it among the installed programs, at most 200 characters.
            component.yaml:11: manifest.install.uninstall: ' /S' cannot be the 'uninstall': a space stands at their end. Write switches as '/quiet DIR="C:\tools"', without any of & | < > ^ % !; for more than that, use a script.
            component.yaml:12: manifest.key.unknown: The key 'fail' is unknown here. Known are ok, reboot.
            component.yaml:12: manifest.install.codes: 'many' is not an exit code. A code is a number of 32 bits: 3010, -1 or 0x80070643.
            component.yaml:12: manifest.install.codes: '4294967296' is not an exit code. A code is a number of 32 bits: 3010, -1 or 0x80070643.
            component.yaml:12: manifest.install.codes: The code 1 stands in both 'ok' and 'reboot'. Remove it from one of them.
            component.yaml:15: manifest.install.key: 'product' is for 'exe', and this entry is of kind 'msi'. Remove 'product': Windows Installer knows what it has installed.
            component.yaml:16: manifest.install.key: 'uninstall' is for 'exe', and this entry is of kind 'msi'. Remove 'uninstall': Windows Installer knows what it has installed.
            component.yaml:17: manifest.install.switches: '%TEMP%' cannot be the 'switches': '%' has a meaning of its own in a command line. Write switches as '/quiet DIR="C:\tools"', without any of & | < > ^ % !; for more than that, use a script.
            component.yaml:18: manifest.key.type: 'codes' is a mapping, not a list.
            component.yaml:20: manifest.install.key: 'switches' is for 'msi' or 'exe', and this entry is of kind 'deb'. Remove 'switches'.
            component.yaml:21: manifest.install.key: 'codes' is for 'msi' or 'exe', and this entry is of kind 'deb'. Remove 'codes'.
            component.yaml:22: manifest.reboot: 'allways' is unknown as 'reboot'. Did you mean 'always'?
            """,
            A.Listing(result.Findings)
        );
    }
}
