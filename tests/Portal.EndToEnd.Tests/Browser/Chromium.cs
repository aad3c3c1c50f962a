using Microsoft.Playwright;

namespace Portal.EndToEnd.Browser;

/// <summary>Debian's own Chromium, one process for the tests of a class.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = "/usr/bin/chromium",
                // As root there is no sandbox to be had; the rest keeps it from asking the network about itself.
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--font-render-hinting=none",
                ],
            }
        );
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>A reader with cookies of their own.</summary>
    public async Task<Reader> ReaderAsync(Uri portal, ReaderOptions? options = null)
    {
        options ??= new();
        var context = await _browser.NewContextAsync(
            new()
            {
                BaseURL = portal.ToString(),
                JavaScriptEnabled = options.Script,
                ColorScheme = options.Dark ? ColorScheme.Dark : ColorScheme.Light,
                ViewportSize = new() { Width = options.Width, Height = 900 },
                ReducedMotion = ReducedMotion.Reduce,
                AcceptDownloads = true,
            }
        );
        // A machine under load is slow and not wrong.
        context.SetDefaultTimeout(90_000);
        return new(context, await context.NewPageAsync());
    }
}

/// <param name="Width">Pixels.</param>
public sealed record ReaderOptions(bool Script = true, bool Dark = false, int Width = 1280);
