namespace Portal.EndToEnd.Browser;

/// <summary>
/// The pictures of the documentation: made anew with <c>PORTAL_UPDATE_SCREENSHOTS=1</c>, and otherwise held to what they show
/// being there at all.
/// </summary>
[Trait("Speed", "Slow")]
[Collection(BrowserGroup.Name)]
public sealed class ScreenshotTests(BrowserFixture fixture)
{
    [Theory]
    [InlineData("home", "/", 1280, false)]
    [InlineData("release", "/products/guest-tools/releases/4.3", 1280, false)]
    [InlineData("release-dark-narrow", "/products/guest-tools/releases/4.3", 390, true)]
    [InlineData("component-version", "/components/qemu-guest-agent/8.2.2-1", 1280, true)]
    public async Task A_picture_of_the_documentation_is_one_of_a_page(
        string name,
        string path,
        int width,
        bool dark
    )
    {
        await using var reader = await fixture.Browser.ReaderAsync(
            fixture.Filled.Portal.Address,
            new(Dark: dark, Width: width)
        );
        var answer = await reader.Page.GotoAsync(path);
        Assert.True(answer!.Ok);
        var file = Path.Combine(RepositoryFolder.Path, "docs", "images", $"{name}.png");
        if (Environment.GetEnvironmentVariable("PORTAL_UPDATE_SCREENSHOTS") == "1")
        {
            await reader.Page.ScreenshotAsync(
                new()
                {
                    Path = file,
                    Clip = new()
                    {
                        X = 0,
                        Y = 0,
                        Width = width,
                        Height = 900,
                    },
                }
            );
        }

        Assert.True(File.Exists(file), $"{file} is missing: run with PORTAL_UPDATE_SCREENSHOTS=1.");
    }
}
