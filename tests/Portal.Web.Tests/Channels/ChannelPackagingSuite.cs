using System.Net;
using System.Text.RegularExpressions;
using Portal.Data;
using Portal.Products;
using Portal.Protocol;
using Portal.Releases;
using Portal.Testing;
using YamlDotNet.RepresentationModel;

namespace Portal.Channels;

/// <summary>What distributions and clusters take of a channel in their own words.</summary>
public abstract partial class ChannelPackagingSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private ReleaseSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await ReleaseSite.StartAsync(provider);
        await _site.ReleaseAsync("1.0");
        await _site.Admin.MakeAsync("stable");
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task What_the_page_says_to_paste_makes_a_package_of_the_pinned_image()
    {
        await _site.Admin.PromoteAsync("stable", "1.0");
        var page = await _site.Anonymous.PageAsync("/products/tools/channels/stable");
        var script = WebUtility.HtmlDecode(Script().Match(page).Groups["text"].Value);
        using var folder = new TestFolder();
        var home = Directory.CreateDirectory(folder["home"]).FullName;

        SampleComponent.Run(
            home,
            "env",
            [
                $"HOME={home}",
                "no_proxy=127.0.0.1",
                "sh",
                "-e",
                "-c",
                $"mkdir -p rpmbuild/SOURCES; {script}",
            ]
        );

        var package = Assert.Single(
            Directory.GetFiles(
                Path.Combine(home, "rpmbuild/RPMS/noarch"),
                "tools-1.0-1*.noarch.rpm"
            )
        );
        Assert.Equal(
            ["/usr/share/tools", "/usr/share/tools/tools-1.0.iso", "/usr/share/tools/tools.iso"],
            SampleComponent
                .Run(home, "rpm", "-qlp", package)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        );
        Assert.Contains(
            "GPL-2.0-or-later",
            SampleComponent.Run(home, "rpm", "-qip", package),
            StringComparison.Ordinal
        );

        // Another image under the same address is not packaged.
        var iso = Path.Combine(home, "rpmbuild/SOURCES/tools-1.0.iso");
        await File.AppendAllTextAsync(iso, "more");
        Assert.Throws<InvalidOperationException>(() =>
            SampleComponent.Run(home, "env", [$"HOME={home}", "rpmbuild", "-bb", "tools.spec"])
        );
    }

    [Fact]
    public async Task A_config_map_names_the_image_and_the_drivers_that_count_as_current()
    {
        using (
            var driver = new SampleComponent("driver", "6")
                .Write(
                    "component.yaml",
                    """
                    component: driver
                    version: 6
                    summary: Network driver
                    license: BSD-3-Clause
                    install:
                      - when: { os: windows }
                        inf: w10/*.inf
                    """
                )
                .Write(
                    "w10/netkvm.inf",
                    """
                    [Version]
                    Signature = "$WINDOWS NT$"
                    Class = Net
                    Provider = "Red Hat: \"%x\""
                    DriverVer = 08/13/2024,100.101.104.27100
                    [Manufacturer]
                    Vendor = Models,NTamd64.10.0
                    [Models.NTamd64.10.0]
                    "Adapter: {a}	#'é" = Install, PCI\VEN_1AF4&DEV_1041&SUBSYS_11001AF4&REV_01
                    "Adapter: {a}	#'é" = Install, PCI\VEN_1AF4&DEV_1041
                    "A bus of its own" = Install, VIRTIO\0001
                    """
                )
        )
        {
            await using var archive = File.OpenRead(driver.Tar());
            var answer = await _site.Admin.PutAsync(
                "/api/v1/components/driver/versions/6?project=qemu",
                new StreamContent(archive)
            );
            Assert.True(
                answer.StatusCode == HttpStatusCode.Created,
                await answer.Content.ReadAsStringAsync()
            );
        }

        await _site.ReleaseAsync("1.1");
        await _site.Admin.PromoteAsync("stable", "1.1");

        var text = await _site.Anonymous.GetStringAsync(
            "/download/tools/stable/tools.configmap.yaml"
        );

        Assert.True(text.All(char.IsAscii));
        var map = Read(text);
        Assert.Equal(("v1", "ConfigMap"), (Scalar(map["apiVersion"]), Scalar(map["kind"])));
        Assert.Equal("tools-stable-image", Scalar(map["metadata"]["name"]));
        var data = map["data"];
        var iso = await _site.Anonymous.GetByteArrayAsync(Scalar(data["url"]));
        Assert.Equal(
            ("tools", "stable", "1.1", Digest.Of(iso).Hex, $"{iso.Length}"),
            (
                Scalar(data["product"]),
                Scalar(data["channel"]),
                Scalar(data["version"]),
                Scalar(data["sha256"]),
                Scalar(data["length"])
            )
        );
        using var drivers = System.Text.Json.JsonDocument.Parse(Scalar(data["drivers.json"]));
        var current = Assert.Single(drivers.RootElement.EnumerateArray());
        Assert.Equal("100.101.104.27100", current.GetProperty("driver-version").GetString());
        Assert.Equal("2024-08-13", current.GetProperty("driver-date").GetString());
        Assert.StartsWith(
            "Adapter: {a}",
            current.GetProperty("driver-name").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(
            (0x1af4, 0x1041),
            (
                current.GetProperty("vendor-id").GetInt32(),
                current.GetProperty("device-id").GetInt32()
            )
        );
    }

    [Fact]
    public async Task They_are_there_once_something_is_let_out_to_all_and_the_page_leads_to_them()
    {
        foreach (var file in (string[])["tools.spec", "tools.configmap.yaml"])
        {
            Assert.Equal(
                HttpStatusCode.NotFound,
                (await _site.Anonymous.GetAsync($"/download/tools/stable/{file}")).StatusCode
            );
        }

        await _site.Admin.PromoteAsync("stable", "1.0");
        var page = await _site.Anonymous.PageAsync("/products/tools/channels/stable");
        foreach (var file in (string[])["tools.spec", "tools.configmap.yaml"])
        {
            Assert.Contains(
                $"href=\"/download/tools/stable/{file}\"",
                page,
                StringComparison.Ordinal
            );
            Assert.Equal(
                HttpStatusCode.OK,
                (await _site.Anonymous.GetAsync($"/download/tools/stable/{file}")).StatusCode
            );
        }
    }

    [Theory]
    [InlineData("Tools")]
    [InlineData("100 %{lua:error('ran')} %(touch pwned) %{?x} %")]
    [InlineData("Tools\nLicense: other\n%prep\ntouch pwned")]
    [InlineData("\"Tools\" $(touch pwned) `touch pwned` Žilina")]
    public void Nothing_that_somebody_wrote_is_a_macro_or_a_line_of_the_spec(string title)
    {
        using var folder = new TestFolder();
        var work = Directory.CreateDirectory(folder["work"]).FullName;
        File.WriteAllText(
            Path.Combine(work, "tools.spec"),
            RpmSpec.Of(
                "tools",
                title,
                "4.3-rc+1~a",
                Digest.Of("iso"u8),
                new Uri("https://tools.example.org/download/tools/4.3%2B1/tools.iso"),
                new Uri("https://tools.example.org/products/tools/channels/stable"),
                ["MIT", "GPL-2.0-only OR BSD-3-Clause"]
            )
        );

        var parsed = SampleComponent.Run(
            work,
            "rpmspec",
            "-q",
            "--qf",
            "%{NAME}|%{VERSION}|%{LICENSE}|%{SUMMARY}",
            "tools.spec"
        );

        Assert.StartsWith(
            "tools|4.3_rc+1~a|MIT AND (GPL-2.0-only OR BSD-3-Clause)|"
                + title.ReplaceLineEndings(" ").TrimEnd(),
            parsed,
            StringComparison.Ordinal
        );
        Assert.Equal(["tools.spec"], Directory.GetFileSystemEntries(work).Select(Path.GetFileName));
    }

    private static YamlMappingNode Read(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return (YamlMappingNode)Assert.Single(yaml.Documents).RootNode;
    }

    private static string Scalar(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(
        "aria-label=\"commands to make an RPM package\">(?<text>[^<]+)<",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Script();
}

public sealed class SqliteChannelPackagingTests() : ChannelPackagingSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlChannelPackagingTests()
    : ChannelPackagingSuite(DatabaseProvider.PostgreSql);
