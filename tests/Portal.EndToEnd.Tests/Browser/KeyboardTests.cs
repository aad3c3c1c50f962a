using Microsoft.Playwright;

namespace Portal.EndToEnd.Browser;

/// <summary>Whoever uses no mouse, and whoever copies.</summary>
[Trait("Speed", "Slow")]
[Collection(BrowserGroup.Name)]
public sealed class KeyboardTests(BrowserFixture fixture)
{
    [Fact]
    public async Task The_first_key_offers_to_skip_the_bar_and_the_next_is_in_the_page()
    {
        await using var reader = await ReaderAsync();
        await reader.Page.GotoAsync("/components");
        await reader.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to content", await FocusedAsync(reader.Page));
        await reader.Page.Keyboard.PressAsync("Enter");
        await reader.Page.Keyboard.PressAsync("Tab");
        Assert.True(
            await reader.Page.EvaluateAsync<bool>(
                "document.querySelector('main').contains(document.activeElement)"
            )
        );
    }

    [Fact]
    public async Task The_menu_opens_by_key_and_closes_by_Escape()
    {
        await using var reader = await ReaderAsync();
        await reader.SignInAsync(await fixture.Filled.NextLinkAsync());
        var menu = reader.Page.Locator("details.who");
        await menu.Locator("summary").FocusAsync();
        await reader.Page.Keyboard.PressAsync("Enter");
        await menu.GetByRole(AriaRole.Link, new() { Name = "Sign out" }).WaitForAsync();
        await reader.Page.Keyboard.PressAsync("Escape");
        Assert.False(await menu.EvaluateAsync<bool>("e => e.open"));
        Assert.True(
            await menu.Locator("summary").EvaluateAsync<bool>("e => e === document.activeElement")
        );
    }

    [Fact]
    public async Task A_short_digest_is_copied_whole_and_it_is_said()
    {
        await using var reader = await ReaderAsync();
        await reader.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await reader.Page.GotoAsync("/components/qemu-guest-agent/8.2.2-1");
        await reader
            .Page.GetByRole(AriaRole.Button, new() { Name = "Copy SHA-256 of component.yaml" })
            .ClickAsync();
        await reader.Page.GetByText("Copied").WaitForAsync();
        var copied = await reader.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Matches("^[0-9a-f]{64}$", copied);
    }

    [Fact]
    public async Task Commands_are_copied_without_the_output_that_stands_below_them()
    {
        await using var reader = await ReaderAsync();
        await reader.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await reader.Page.GotoAsync("/products/guest-tools/releases/4.3");
        await reader.Page.Locator(".cmdbox .copy").First.ClickAsync();
        await reader.Page.GetByText("Copied").WaitForAsync();
        var copied = await reader.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Contains("gpgv", copied);
        Assert.DoesNotContain(": OK", copied);
    }

    [Fact]
    public async Task Without_script_no_button_is_shown_that_needs_it()
    {
        await using var reader = await fixture.Browser.ReaderAsync(
            fixture.Filled.Portal.Address,
            new(Script: false)
        );
        await reader.Page.GotoAsync("/products/guest-tools/releases/4.3");
        Assert.False(await reader.Page.Locator(".copy").First.IsVisibleAsync());
    }

    private Task<Reader> ReaderAsync() =>
        fixture.Browser.ReaderAsync(fixture.Filled.Portal.Address);

    private static Task<string> FocusedAsync(IPage page) =>
        page.EvaluateAsync<string>("document.activeElement.textContent.trim()");
}
