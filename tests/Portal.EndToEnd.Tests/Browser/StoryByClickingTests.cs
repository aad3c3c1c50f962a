using System.Net.Http.Json;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Portal.Data;
using Portal.Jobs;
using Portal.Protocol.Access;
using Portal.Protocol.Releases;
using Portal.Releases;
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

/// <summary>
/// The whole way of a datum by the pages alone, with script and without: by the administrator, and by Anna who is invited.
/// Releases are assembled when the test says so, that their progress can be looked at.
/// </summary>
public abstract class StoryByClickingTests(DatabaseProvider provider, Chromium browser)
{
    private const string Password = "four words that nobody guesses";
    private const string ReleasePath = "**/products/guest-tools/releases/4.4";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_the_first_link_to_a_release_that_is_verified_and_withdrawn(bool script)
    {
        await using var portal = await TestPortal.StartAsync(
            provider,
            new(new Dictionary<string, string> { ["Jobs:Enabled"] = "false" })
        );
        await using var admin = await browser.ReaderAsync(portal.Address, new(Script: script));
        await using var anna = await browser.ReaderAsync(portal.Address, new(Script: script));

        await admin.SignInAsync(FilledPortal.LinkOf(portal));
        await MakeProjectAsync(admin.Page);
        await AcceptAsync(anna.Page, await InviteAsync(admin.Page));
        await PromoteAsync(admin.Page);
        await UploadAsync(anna.Page);
        await MakeRobotAsync(anna.Page, portal);
        await MakeProductAsync(admin.Page);
        await MakeReleaseAsync(admin.Page, script);
        await FollowAsync(admin.Page, portal);
        await DownloadAsync(admin.Page);
        await VerifyAsync(admin.Page);
        await WithdrawAsync(admin.Page);
        await LeaveAsync(admin.Page);

        Assert.Empty(admin.Complaints);
        Assert.Empty(anna.Complaints);
    }

    private static async Task MakeProjectAsync(IPage page)
    {
        await PlaceAsync(page, "Projects");
        await page.Link("New project").ClickAsync();
        await page.Field("Name").FillAsync("qemu");
        await page.Field("Title").FillAsync("QEMU");
        await page.Button("Make the project").ClickAsync();
        await page.Heading("Members of qemu").WaitForAsync();
    }

    /// <summary>Gives the address that is sent to Anna.</summary>
    private static async Task<string> InviteAsync(IPage page)
    {
        await page.Link("Invite somebody").ClickAsync();
        await page.Heading("Invitations").WaitForAsync();
        // The role that the project's page brought along.
        Assert.Equal("qemu", await page.Field("Project or product optional").InputValueAsync());
        await page.Button("Make the link").ClickAsync();
        return await page.CommandsAsync("the invitation");
    }

    private static async Task AcceptAsync(IPage page, string invitation)
    {
        await page.GotoAsync(invitation);
        await page.Field("Name").FillAsync("anna");
        await page.Field("Password").FillAsync(Password);
        await page.Field("Password again").FillAsync(Password);
        await page.Button("Make the account").ClickAsync();
        await page.Heading("Codes from an app").WaitForAsync();
        var key = await page.CommandsAsync("Key for the app");
        await page.Field("Code that the app shows now")
            .FillAsync(AuthenticatorApp.CodeOf(key.Replace(" ", "", StringComparison.Ordinal)));
        await page.Button("Set up the app").ClickAsync();
        await page.Link("I have kept them: go on").ClickAsync();
        await page.Heading("anna").WaitForAsync();
    }

    private static async Task PromoteAsync(IPage page)
    {
        await PlaceAsync(page, "Projects");
        await page.Link("qemu").ClickAsync();
        await page.Link("Members").ClickAsync();
        Assert.Contains("project-uploader", await page.MainAsync(), StringComparison.Ordinal);
        await page.Field("Account or robot").FillAsync("anna");
        await page.Field("Role").SelectOptionAsync(Roles.ProjectMaintainer);
        await page.Button("Add").ClickAsync();
        await page.Heading("Saved", 2).WaitForAsync();
    }

    private static async Task UploadAsync(IPage page)
    {
        await PlaceAsync(page, "Projects");
        await page.Link("qemu").ClickAsync();
        await page.Link("Upload a version").ClickAsync();
        using (var broken = new SampleComponent("qemu-guest-agent", "7.2-1", "stage: late"))
        {
            await page.Field("Archive").SetInputFilesAsync(broken.TarGz());
            await page.Button("Upload and publish").ClickAsync();
            // At its line of the manifest, which is shown.
            Assert.StartsWith(
                "stage: late",
                (await page.Locator(".listing .bad").First.InnerTextAsync()).Trim(),
                StringComparison.Ordinal
            );
        }

        await page.Link("Upload the mended archive").ClickAsync();
        using var sample = new SampleComponent("qemu-guest-agent", "7.2-1");
        await page.Field("Archive").SetInputFilesAsync(sample.TarGz());
        await page.Button("Upload and publish").ClickAsync();
        await page.Link("Show qemu-guest-agent 7.2-1").ClickAsync();
        await page.Heading("qemu-guest-agent 7.2-1").WaitForAsync();
    }

    private static async Task MakeRobotAsync(IPage page, TestPortal portal)
    {
        await PlaceAsync(page, "Projects");
        await page.Link("qemu").ClickAsync();
        await page.Link("Robots and tokens").ClickAsync();
        await page.Field("Name").FillAsync("qemu-ci");
        await page.Button("Make the robot").ClickAsync();
        await page.Field("What it is for").FillAsync("pipeline");
        await page.Button("Make the token").ClickAsync();
        var token = await page.CommandsAsync("the token");
        var me = await portal.With(token).GetFromJsonAsync<MeWire>("/api/v1/me");
        Assert.Equal("qemu-ci", me!.Name);
    }

    private static async Task MakeProductAsync(IPage page)
    {
        await PlaceAsync(page, "Products");
        await page.Link("New product").First.ClickAsync();
        await page.Field("Name").FillAsync("guest-tools");
        await page.Field("Title").FillAsync("Guest Tools");
        await page.Field("Components and ranges").FillAsync("qemu-guest-agent >=7 <9");
        await page.Button("Make the product").ClickAsync();
        await page.Heading("guest-tools").WaitForAsync();
    }

    private static async Task MakeReleaseAsync(IPage page, bool script)
    {
        await page.Link("New release").First.ClickAsync();
        await LookAgainAsync("four");
        await page.Heading("1 problem to solve before it can be frozen", 2).WaitForAsync();
        await LookAgainAsync("4.4");
        await page.Locator("main").GetByText("GUEST_TOOLS_4_4").WaitForAsync();
        await page.Button("Create release").ClickAsync();
        await page.WaitForURLAsync(ReleasePath);

        async Task LookAgainAsync(string version)
        {
            await page.Field("Version").FillAsync(version);
            if (script)
            {
                await page.Field("Version").BlurAsync();
            }
            else
            {
                await page.Button("Check again").ClickAsync();
            }
        }
    }

    /// <summary>The page goes on by itself: by events with script, by being loaded anew without.</summary>
    private static async Task FollowAsync(IPage page, TestPortal portal)
    {
        var now = page.Locator("#steps [aria-current=step]");
        Assert.Contains("Wait for a worker", await now.InnerTextAsync(), StringComparison.Ordinal);
        var release = await portal.Get<ReleaseService>().FindAsync("guest-tools", "4.4", default);
        await portal
            .Services.GetServices<IWorkSource>()
            .Single(s => s.Kind == ReleaseProgress.Kind)
            .RunAsync(release!.Id, default);
        release = await portal.Get<ReleaseService>().FindAsync("guest-tools", "4.4", default);
        Assert.Equal(ReleaseStates.Ready, release!.State);
        await page.Locator("main").GetByText("Download and verify").WaitForAsync();
    }

    private static async Task DownloadAsync(IPage page)
    {
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.Locator("main a.btn", new() { HasText = "Download ISO" }).ClickAsync()
        );
        Assert.Equal("guest-tools-4.4.iso", download.SuggestedFilename);
        var bytes = await File.ReadAllBytesAsync(await download.PathAsync());
        Assert.Contains(
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            await page.MainAsync(),
            StringComparison.Ordinal
        );
    }

    /// <summary>What the page says to paste is pasted.</summary>
    private static async Task VerifyAsync(IPage page)
    {
        var key = await page.CommandsAsync("Commands to get the key");
        var verify = await page.CommandsAsync("Commands to verify 4.4 on Linux");
        using var folder = new TestFolder();
        var (exit, output, errors) = await Tool.TryAsync(
            "sh",
            ["-euc", $"{key}\n{verify}"],
            new Dictionary<string, string?> { ["GNUPGHOME"] = folder.Path },
            folder.Path
        );
        Assert.True(exit == 0, output + errors);
        Assert.EndsWith("guest-tools-4.4.iso: OK", output.TrimEnd(), StringComparison.Ordinal);
    }

    private static async Task WithdrawAsync(IPage page)
    {
        await page.Link("Withdraw this release").ClickAsync();
        await page.Field("Reason").FillAsync("Loses static addresses.");
        await page.Field("Withdraw guest-tools 4.4 for everybody").CheckAsync();
        await page.Button("Withdraw 4.4").ClickAsync();
        await page.WaitForURLAsync(ReleasePath);
        await page.Heading("guest-tools 4.4 was withdrawn: Loses static addresses.", 2)
            .WaitForAsync();
    }

    private static async Task LeaveAsync(IPage page)
    {
        await MenuAsync(page, "Audit log");
        Assert.Contains("release.withdraw", await page.MainAsync(), StringComparison.Ordinal);
        await MenuAsync(page, "Sign out");
        await page.Button("Sign out").ClickAsync();
        await page.Locator("header").GetByText("Sign in").WaitForAsync();
    }

    private static Task PlaceAsync(IPage page, string name) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })
            .GetByRole(AriaRole.Link, new() { Name = name })
            .ClickAsync();

    private static async Task MenuAsync(IPage page, string name)
    {
        await page.Locator("details.who summary").ClickAsync();
        await page.Locator("details.who")
            .GetByRole(AriaRole.Link, new() { Name = name })
            .ClickAsync();
    }
}
