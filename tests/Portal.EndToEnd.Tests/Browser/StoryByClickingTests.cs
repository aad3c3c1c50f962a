using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Data;
using Portal.Testing;

namespace Portal.EndToEnd.Browser;

[Trait("Speed", "Slow")]
public sealed class SqliteStoryByClickingTests(Chromium browser)
    : StoryByClickingTests(DatabaseProvider.Sqlite, browser),
        IClassFixture<Chromium>;

[Trait("Speed", "Slow")]
[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlStoryByClickingTests(Chromium browser)
    : StoryByClickingTests(DatabaseProvider.PostgreSql, browser),
        IClassFixture<Chromium>;

/// <summary>The whole way of a datum by the pages alone, with script and without.</summary>
public abstract partial class StoryByClickingTests(DatabaseProvider provider, Chromium browser)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_project_a_version_a_product_and_a_release_are_made_by_clicking(bool script)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await using var reader = await browser.ReaderAsync(portal.Address, new(Script: script));
        var page = reader.Page;

        await reader.SignInAsync(FilledPortal.LinkOf(portal));

        await page.GotoAsync("/projects");
        await ClickAsync(page, AriaRole.Link, "New project");
        await page.GetByLabel("Name").FillAsync("qemu");
        await page.GetByLabel("Title").FillAsync("QEMU");
        await ClickAsync(page, AriaRole.Button, "Make the project");
        await page.WaitForURLAsync("**/projects/qemu/members");

        using (var broken = new SampleComponent("qemu-guest-agent", "7.2-1", "requires: 5"))
        {
            await UploadAsync(page, broken.TarGz());
            var refused = page.Locator(".notice.bad").First;
            await refused.WaitForAsync();
            // Told at its line of the manifest, which stands beside it.
            Assert.Contains("requires", await page.Locator("main").InnerTextAsync());
        }

        using (var sample = new SampleComponent("qemu-guest-agent", "7.2-1"))
        {
            await UploadAsync(page, sample.TarGz());
            await ClickAsync(page, AriaRole.Link, "Show qemu-guest-agent 7.2-1");
            await Heading(page, "qemu-guest-agent 7.2-1").WaitForAsync();
        }

        await page.GotoAsync("/products/new");
        await page.GetByLabel("Name").FillAsync("guest-tools");
        await page.GetByLabel("Title").FillAsync("Guest Tools");
        await page.GetByLabel("Components and ranges").FillAsync("qemu-guest-agent >=7 <9");
        await ClickAsync(page, AriaRole.Button, "Make the product");
        await page.WaitForURLAsync("**/products/guest-tools");

        await ClickAsync(page, AriaRole.Link, "New release");
        await page.GetByLabel("Version", new() { Exact = true }).FillAsync("4.4");
        await ClickAsync(page, AriaRole.Button, "Create release");
        await page.WaitForURLAsync("**/products/guest-tools/releases/4.4");
        // By events with script, by the page's own refresh without.
        await page.GetByRole(AriaRole.Link, new() { NameRegex = DownloadIso() })
            .First.WaitForAsync(new() { Timeout = 120_000 });

        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Link, new() { NameRegex = DownloadIso() }).First.ClickAsync()
        );
        var bytes = await File.ReadAllBytesAsync(await download.PathAsync());
        Assert.Contains(
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            await page.Locator("main").InnerTextAsync()
        );

        await page.GotoAsync("/products/guest-tools/releases/4.4/withdraw");
        await page.GetByLabel("Reason").FillAsync("Loses static addresses.");
        await page.GetByLabel("Withdraw guest-tools 4.4 for everybody").CheckAsync();
        await ClickAsync(page, AriaRole.Button, "Withdraw 4.4");
        await page.WaitForURLAsync("**/products/guest-tools/releases/4.4");
        Assert.Contains("Loses static addresses.", await page.Locator("main").InnerTextAsync());

        await page.GotoAsync("/audit");
        Assert.Contains("release.withdraw", await page.Locator("main").InnerTextAsync());
        await page.GotoAsync("/sign-out");
        await page.Locator("main")
            .GetByRole(AriaRole.Button, new() { Name = "Sign out" })
            .ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).First.WaitForAsync();
        Assert.Empty(reader.Complaints);
    }

    private static async Task UploadAsync(IPage page, string archive)
    {
        await page.GotoAsync("/uploads/new");
        await page.GetByLabel("Archive").SetInputFilesAsync(archive);
        await ClickAsync(page, AriaRole.Button, "Upload and publish");
        await page.WaitForURLAsync(UploadAddress());
    }

    private static Task ClickAsync(IPage page, AriaRole role, string name) =>
        page.Locator("main").GetByRole(role, new() { Name = name }).First.ClickAsync();

    private static ILocator Heading(IPage page, string text) =>
        page.GetByRole(AriaRole.Heading, new() { Name = text, Level = 1 });

    [GeneratedRegex("^Download")]
    private static partial Regex DownloadIso();

    [GeneratedRegex("/uploads/[0-9a-f-]{32,}")]
    private static partial Regex UploadAddress();
}
