using System.Text;
using Portal.Cli.Tests.Testing;
using Portal.Packaging.Tests.Inf;
using Portal.Testing;

namespace Portal.Cli.Tests.Components;

/// <summary>Discs in the layout of virtio-win, made by the tool and with the options that virtio-win is made with.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly GtpRun _gtp = new();
    private readonly Dictionary<string, byte[]> _disc = [];

    public ImportTests()
    {
        Driver("NetKVM", "w10", "amd64", SampleInf.Utf16(SampleInf.Network()));
        Driver("NetKVM", "w11", "ARM64", SampleInf.Utf16(SampleInf.Network()));
        Driver("NetKVM", "2k8R2", "x86", SampleInf.Ansi(SampleInf.Network("61.76.104.17400")));
        Driver(
            "viostor",
            "2k22",
            "amd64",
            SampleInf.Ansi(
                SampleInf.Network("100.100.104.26600", "SCSIAdapter", @"PCI\VEN_1AF4&DEV_1001")
            )
        );
        Put("guest-agent/qemu-ga-x86_64.msi", "the agent");
        Put("guest-agent/qemu-ga-i386.msi", "the agent, narrower");
        Put("data/info.json", """{"drivers": []}""");
        Put("virtio-win_license.txt", "Do as you like.\n");
    }

    public void Dispose() => _gtp.Dispose();

    [Fact]
    public async Task Every_driver_and_the_agent_become_components_that_lint_and_pack()
    {
        var folder = Path.Combine(_gtp.Folder, "out");

        var answer = await _gtp.RunAsync("component", "import", await MakeAsync(), "--out", folder);

        Assert.True(answer.ExitCode == 0, answer.Error);
        Assert.Equal(
            """
            netkvm	100.101.104.27100	9	4.0 KiB	win2k8r2, win10, win11
            qemu-ga	0.1.271	2	28 bytes	any Windows
            viostor	100.100.104.26600	3	851 bytes	win2k22

            """.ReplaceLineEndings("\n"),
            answer.Out
        );
        foreach (var component in new[] { "netkvm", "qemu-ga", "viostor" })
        {
            var lint = await _gtp.RunAsync("component", "lint", Path.Combine(folder, component));
            Assert.True(lint.ExitCode == 0, lint.Out);
            var archive = Path.Combine(_gtp.Folder, $"{component}.tar.gz");
            var pack = await _gtp.RunAsync(
                "component",
                "pack",
                Path.Combine(folder, component),
                "-o",
                archive
            );
            Assert.True(pack.ExitCode == 0, pack.Error);
        }
    }

    [Fact]
    public async Task Bytes_are_untouched_and_lie_where_they_lay()
    {
        var folder = Path.Combine(_gtp.Folder, "out");
        await _gtp.RunAsync("component", "import", await MakeAsync(), "--out", folder);

        foreach (
            var (path, bytes) in _disc.Where(file =>
                file.Key.Contains('/', StringComparison.Ordinal)
            )
        )
        {
            var component = path.Split('/')[0] switch
            {
                "NetKVM" => "netkvm",
                "guest-agent" => "qemu-ga",
                var name => name,
            };
            if (component != "data")
            {
                Assert.Equal(
                    bytes,
                    await File.ReadAllBytesAsync(Path.Combine(folder, component, path))
                );
            }
        }
    }

    [Fact]
    public async Task A_manifest_has_the_conditions_of_the_folders_and_the_facts_of_the_inf()
    {
        var folder = Path.Combine(_gtp.Folder, "out");
        await _gtp.RunAsync("component", "import", await MakeAsync(), "--out", folder);

        Assert.Equal(
            """
            # Imported from the disc virtio-win-0.1.271.
            # class: Net
            # provider: Sample, Inc.
            # catalog: sample.cat
            # hardware: PCI\VEN_1AF4&DEV_1000&SUBSYS_00011AF4
            # hardware: PCI\VEN_1AF4&DEV_1041
            component: netkvm
            version: "100.101.104.27100"
            summary: "Driver for Windows: Sample \"VirtIO\" Adapter"
            license: "LicenseRef-virtio-win-license"
            license-files: licenses/virtio-win_license.txt
            stage: network
            install:
              - when: { platform: [win2k8r2], arch: x86 }
                inf: NetKVM/2k8R2/x86/netkvm.inf
              - when: { platform: [win10], arch: x86_64 }
                inf: NetKVM/w10/amd64/netkvm.inf
              - when: { platform: [win11], arch: aarch64 }
                inf: NetKVM/w11/ARM64/netkvm.inf

            """.ReplaceLineEndings("\n"),
            await File.ReadAllTextAsync(Path.Combine(folder, "netkvm", "component.yaml"))
        );
        Assert.Contains(
            "stage: storage\n",
            await File.ReadAllTextAsync(Path.Combine(folder, "viostor", "component.yaml")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            """
            stage: agent
            install:
              - when: { os: windows, arch: x86 }
                msi: guest-agent/qemu-ga-i386.msi
              - when: { os: windows, arch: x86_64 }
                msi: guest-agent/qemu-ga-x86_64.msi

            """.ReplaceLineEndings("\n"),
            await File.ReadAllTextAsync(Path.Combine(folder, "qemu-ga", "component.yaml")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_fits_nowhere_is_said_and_copies_are_told_from_what_is_not()
    {
        Driver("NetKVM", "w12", "amd64", SampleInf.Ansi(SampleInf.Network()));
        _disc["amd64/w10/netkvm.sys"] = _disc["NetKVM/w10/amd64/netkvm.sys"];
        Put("amd64/w10/other.sys", "nowhere else");
        Put("virtio-win-gt-x64.msi", "all at once");

        var answer = await _gtp.RunAsync("component", "import", await MakeAsync(), "--dry-run");

        Assert.True(answer.ExitCode == 0, answer.Error);
        Assert.Equal(
            """
            Left out: NetKVM/w12 (3 files): no version of Windows is called so here.
            Left out: amd64 (1 file): copies of files that are imported.
            Left out: amd64/w10/other.sys (1 file): it is no copy of a file in a driver's folder.
            Left out: data (1 file): it describes the disc.
            Left out: virtio-win-gt-x64.msi (1 file): it lies beside the drivers and belongs to none.

            """.ReplaceLineEndings("\n"),
            string.Concat(
                answer
                    .Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Order(StringComparer.Ordinal)
                    .Select(l => l + "\n")
            )
        );
    }

    [Fact]
    public async Task A_dry_run_makes_nothing_and_says_all_to_programs()
    {
        var folder = Path.Combine(_gtp.Folder, "out");

        var answer = await _gtp.RunAsync(
            "component",
            "import",
            await MakeAsync(),
            "--out",
            folder,
            "--dry-run",
            "--json"
        );

        Assert.Equal(0, answer.ExitCode);
        Assert.False(Directory.Exists(folder));
        var netkvm = answer.Json.GetProperty("components")[0];
        Assert.Equal("netkvm", netkvm.GetProperty("component").GetString());
        Assert.Equal(
            ["x86", "x86_64", "aarch64"],
            netkvm.GetProperty("architectures").EnumerateArray().Select(a => a.GetString()!)
        );
        Assert.Equal("data", answer.Json.GetProperty("leftOut")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task What_is_there_is_replaced_only_by_force()
    {
        var (iso, folder) = (await MakeAsync(), Path.Combine(_gtp.Folder, "out"));
        _gtp.Put("out/netkvm/mine.txt", "mine");

        Assert.Equal(
            5,
            (await _gtp.RunAsync("component", "import", iso, "--out", folder)).ExitCode
        );
        Assert.True(File.Exists(Path.Combine(folder, "netkvm", "mine.txt")));

        Assert.Equal(
            0,
            (await _gtp.RunAsync("component", "import", iso, "--out", folder, "--force")).ExitCode
        );
        Assert.False(File.Exists(Path.Combine(folder, "netkvm", "mine.txt")));
        Assert.Empty(Directory.GetDirectories(folder, "*.part"));
    }

    [Fact]
    public async Task A_disc_without_a_license_asks_for_one()
    {
        _disc.Remove("virtio-win_license.txt");
        var (iso, folder) = (await MakeAsync(), Path.Combine(_gtp.Folder, "out"));

        var refused = await _gtp.RunAsync("component", "import", iso, "--out", folder);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--license", refused.Error, StringComparison.Ordinal);

        var made = await _gtp.RunAsync(
            "component",
            "import",
            iso,
            "--out",
            folder,
            "--license",
            "BSD-3-Clause"
        );
        Assert.True(made.ExitCode == 0, made.Error);
    }

    [Fact]
    public async Task A_label_without_a_version_asks_for_one()
    {
        var iso = await MakeAsync("drivers");

        var refused = await _gtp.RunAsync("component", "import", iso, "--dry-run");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--disc-version", refused.Error, StringComparison.Ordinal);

        var made = await _gtp.RunAsync(
            "component",
            "import",
            iso,
            "--dry-run",
            "--disc-version",
            "109.1"
        );
        Assert.Contains("qemu-ga\t109.1\t", made.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_disc_or_no_disc_of_drivers_is_refused()
    {
        var missing = await _gtp.RunAsync("component", "import", "/no/such/file.iso");
        Assert.Equal(2, missing.ExitCode);

        var text = _gtp.Put("text.iso", new string('x', 100_000));
        var none = await _gtp.RunAsync("component", "import", text);
        Assert.Equal(1, none.ExitCode);
        Assert.Contains("cannot be read", none.Error, StringComparison.Ordinal);

        _disc.Clear();
        Put("readme.txt", "no drivers");
        var empty = await _gtp.RunAsync("component", "import", await MakeAsync());
        Assert.Equal(1, empty.ExitCode);
        Assert.Contains("no folder of a driver", empty.Error, StringComparison.Ordinal);
    }

    // Without Rock Ridge the bare names of level 4 are read.
    [Fact]
    public async Task A_disc_without_Rock_Ridge_is_read_as_well()
    {
        var answer = await _gtp.RunAsync(
            "component",
            "import",
            await MakeAsync(rockRidge: false),
            "--dry-run"
        );

        Assert.True(answer.ExitCode == 0, answer.Error);
        Assert.StartsWith("netkvm\t", answer.Out, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_component_that_the_portal_refuses_ends_the_import_and_is_named()
    {
        using var portal = new FakePortal();
        _gtp.Environment["GTP_TOKEN"] = "gtp_x";

        var answer = await _gtp.RunAsync(
            "component",
            "import",
            await MakeAsync(),
            "--push",
            "--project",
            "virtio-win",
            "--url",
            portal.Url.AbsoluteUri
        );

        Assert.Equal(4, answer.ExitCode);
        Assert.Contains("netkvm was not published", answer.Error, StringComparison.Ordinal);
        // component netkvm, as tus writes it
        Assert.StartsWith(
            $"component {Convert.ToBase64String("netkvm"u8)},",
            portal.Requests.First().Headers["Upload-Metadata"],
            StringComparison.Ordinal
        );
    }

    private void Driver(string driver, string windows, string architecture, byte[] inf)
    {
        var folder = $"{driver}/{windows}/{architecture}";
        var name = driver.ToLowerInvariant();
        _disc[$"{folder}/{name}.inf"] = inf;
        Put($"{folder}/{name}.sys", $"{name} for {windows} on {architecture}");
        Put($"{folder}/{name}.cat", $"signatures of {name} for {windows} on {architecture}");
    }

    private void Put(string path, string text) => _disc[path] = Encoding.UTF8.GetBytes(text);

    private async Task<string> MakeAsync(string label = "virtio-win-0.1.271", bool rockRidge = true)
    {
        var root = Path.Combine(_gtp.Folder, "disc");
        foreach (var (path, bytes) in _disc)
        {
            var full = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            await File.WriteAllBytesAsync(full, bytes);
        }

        var iso = Path.Combine(_gtp.Folder, $"{label}.iso");
        string[] options = rockRidge ? ["-r"] : [];
        var made = await Tool.RunAsync(
            "genisoimage",
            ["-quiet", .. options, "-iso-level", "4", "-V", label, "-o", iso, root]
        );
        Assert.True(made.ExitCode == 0, made.Error);
        return iso;
    }
}
