using Portal.Protocol.Releases;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>
/// A data folder that an earlier version left, as its administrator finds it after an upgrade. The folders in
/// <c>Earlier/</c> hold no keys, so each start here is also one with new keys; a published version adds one and changes
/// none.
/// </summary>
public sealed class EarlierDataTests
{
    [Theory]
    [InlineData(
        "data-0.1.tar.gz",
        "82e2b6cb8990ee5ddbfa350879d6f2930cf5de013758c19f76e8a09af59abd14"
    )]
    public async Task An_earlier_data_folder_still_serves_its_image_and_takes_a_new_release(
        string archive,
        string sha256
    )
    {
        using var folder = new TestFolder();
        var data = Directory.CreateDirectory(folder["data"]).FullName;
        await Tool.RunAsync(
            "tar",
            "-xzf",
            Path.Combine(AppContext.BaseDirectory, "Earlier", archive),
            "-C",
            data
        );
        await using var portal = await PortalProcess.StartAsync(data);

        var release = await portal.Http.ReadReleaseAsync("tools", "1.0");
        Assert.Equal(ReleaseStates.Ready, release.State);
        Assert.Equal(sha256, release.Image!.Sha256.Hex);
        await portal.Http.DownloadAsync(
            "/download/tools/1.0/tools-1.0.iso",
            folder["tools-1.0.iso"]
        );
        Assert.StartsWith(
            sha256,
            await Tool.RunAsync("sha256sum", folder["tools-1.0.iso"]),
            StringComparison.Ordinal
        );

        await portal.Http.CreateReleaseAsync("tools", "1.1");
        await portal.Http.WaitReadyAsync("tools", "1.1");
    }
}
