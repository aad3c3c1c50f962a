using System.Net;
using Portal.Protocol.Releases;
using Portal.Releases;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Products;

/// <summary>The start page over a release that was really made.</summary>
public sealed class HomePageTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        var admin = _portal.Admin();
        await admin.PostAsync("/api/v1/projects", Http.Json("""{"name":"qemu","title":"QEMU"}"""));
        using var sample = new SampleComponent(
            "qemu-ga",
            "10.1",
            """
              - when: { platform: [win10, win2k22], arch: x86_64 }
                msi: windows/ga.msi
              - when: { platform: win11, arch: x86_64 }
                inf: viostor/w11/*.inf
            """
        ).Write("windows/ga.msi", "msi").Write("viostor/w11/viostor.inf", "inf");
        await using (var archive = File.OpenRead(sample.Tar()))
        {
            var published = await admin.PutAsync(
                "/api/v1/components/qemu-ga/versions/10.1?project=qemu",
                new StreamContent(archive)
            );
            Assert.True(
                published.StatusCode == HttpStatusCode.Created,
                await published.Content.ReadAsStringAsync()
            );
        }

        await admin.PostAsync(
            "/api/v1/products",
            Http.Json("""{"name":"tools","title":"Tools","components":[{"name":"qemu-ga"}]}""")
        );
        var made = await admin.PostAsync(
            "/api/v1/products/tools/releases",
            Http.Json("""{"version":"4.4"}""")
        );
        Assert.Equal(HttpStatusCode.Accepted, made.StatusCode);
        var watch = _portal.Get<ReleaseWatch>();
        var release = (await _portal.Get<ReleaseService>().FindAsync("tools", "4.4", default))!;
        await foreach (var state in watch.FollowAsync(release.Id, -1, ReleaseWatch.Pace, default))
        {
            release = state;
        }

        Assert.Equal(ReleaseStates.Ready, release.State);
        await _portal.Shelf().Product("a-product-without-releases").SaveAsync();
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task The_newest_release_can_be_taken_and_verified_from_the_start_page()
    {
        var client = _portal.Anonymous();
        var page = await client.PageAsync("/");

        var text = Pages.Text(page);
        Assert.Contains("Download 4.4", text, StringComparison.Ordinal);
        Assert.Contains(
            "Linux: any · Windows: 10, Server 2022, 11 · x86_64 · 1 component from 1 project",
            text.Replace("any Linux", "Linux: any", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(page, "btn-primary"));
        const string Iso = "/download/tools/4.4/tools-4.4.iso";
        Assert.Contains($"href=\"{Iso}\"", page, StringComparison.Ordinal);
        Assert.Contains(
            $"curl -fLO {_portal.Address.ToString().TrimEnd('/')}{Iso}",
            text,
            StringComparison.Ordinal
        );
        var digest = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(await client.GetByteArrayAsync(Iso))
        );
        Assert.Contains(digest, page, StringComparison.Ordinal);
        Assert.Contains("qemu-ga", text, StringComparison.Ordinal);
        Assert.Contains(
            "type=\"application/atom+xml\"",
            WebUtility.HtmlDecode(page),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        "virt-manager",
        "virsh change-media GUEST sda /var/lib/libvirt/images/tools-4.4.iso --update"
    )]
    [InlineData("proxmox", "qm set 100 --ide3 local:iso/tools-4.4.iso,media=cdrom")]
    [InlineData("windows", "msiexec /i \"D:\\projects\\qemu-ga\\windows\\ga.msi\" /qn /norestart")]
    [InlineData(
        "windows",
        "pnputil /add-driver \"D:\\projects\\qemu-ga\\viostor\\w11\\*.inf\" /install"
    )]
    [InlineData("linux", "sudo mount -o ro LABEL=TOOLS_4_4 /mnt")]
    [InlineData("script", "gpgv --keyring ./portal.gpg SHA256SUMS.asc SHA256SUMS")]
    [InlineData("nonsense", "virsh change-media")]
    public async Task Each_way_of_use_has_its_own_address(string use, string says)
    {
        var page = await _portal.Anonymous().PageAsync($"/?use={use}");

        Assert.Contains(says, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains(
            $"href=\"/?use={(use == "nonsense" ? "virt-manager" : use)}#use\" aria-current=\"page\"",
            page,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_label_that_a_linux_guest_is_told_is_the_label_of_the_disc()
    {
        var iso = await _portal.Anonymous().GetByteArrayAsync("/download/tools/4.4/tools-4.4.iso");

        // ECMA-119 8.4.7: the volume identifier of the primary descriptor.
        var label = System.Text.Encoding.ASCII.GetString(iso, (16 * 2048) + 40, 32).TrimEnd();
        Assert.Contains(
            $"LABEL={label} ",
            await _portal.Anonymous().PageAsync("/?use=linux"),
            StringComparison.Ordinal
        );
    }
}
