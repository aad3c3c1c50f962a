using Portal.Testing;

namespace Portal.EndToEnd.Browser;

/// <summary>People and uploads of a <see cref="FilledPortal"/>.</summary>
internal static class FilledPeople
{
    /// <summary>People, robots, requests; gives the path of an open invitation.</summary>
    public static async Task<string> MakeAsync(FilledPortal portal)
    {
        await portal.SendAsync(
            "/api/v1/accounts",
            new
            {
                name = FilledPortal.Maintainer,
                title = "Anna of QEMU",
                grants = new[]
                {
                    new { role = "project-maintainer", scope = "qemu" },
                    new { role = "release-manager", scope = FilledPortal.Product },
                },
            }
        );
        await portal.SendAsync(
            "/api/v1/accounts",
            new
            {
                name = "bert",
                title = "Bert of Debian",
                grants = new[] { new { role = "distro-maintainer", scope = "debian" } },
            }
        );
        await portal.SendAsync(
            "/api/v1/robots",
            new
            {
                name = "qemu-ci",
                grants = new[] { new { role = "project-uploader", scope = "qemu" } },
            }
        );
        await portal.SendAsync(
            "/api/v1/tokens",
            new
            {
                name = "pipeline",
                robot = "qemu-ci",
                expiresInDays = 30,
            }
        );
        await portal.SendAsync(
            "/api/v1/project-requests",
            new
            {
                name = "virtio-win",
                title = "VirtIO drivers for Windows",
                reason = "Signed drivers, from github.com/virtio-win.",
            }
        );
        using var invited = await portal.PostAsync(
            "/api/v1/invitations",
            new
            {
                note = "Carla of SPICE",
                grants = new[] { new { role = "project-maintainer", scope = "spice" } },
            }
        );
        return invited.RootElement.GetProperty("path").GetString()!;
    }

    /// <summary>Gives the pages of an upload of which a half is there, and of one that was refused.</summary>
    public static async Task<(string Half, string Refused)> UploadAsync(FilledPortal portal)
    {
        var admin = portal.Portal.Admin();
        var half = await Tus.CreateAsync(admin, 2_000_000, "qemu");
        await Tus.SendAsync(admin, half, 0, new byte[1_000_000], withChecksum: false);

        using var broken = new SampleComponent("spice-vdagent", "0.23-1", "stage: late");
        var archive = await File.ReadAllBytesAsync(broken.Tar());
        var refused = await Tus.CreateAsync(admin, archive.Length, "spice");
        await Tus.SendAsync(admin, refused, 0, archive, withChecksum: false);
        using var outcome = await Tus.OutcomeAsync(admin, refused);
        Assert.Equal("refused", outcome.RootElement.GetProperty("state").GetString());
        return (PageOf(half), PageOf(refused));

        static string PageOf(string upload) =>
            $"/uploads/{upload[(upload.LastIndexOf('/') + 1)..]}";
    }
}
