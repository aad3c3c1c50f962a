using Microsoft.Playwright;

namespace Portal.EndToEnd.Browser;

/// <summary>Somebody before a browser, who notes what it complains of: script errors, what the policy blocks, failed files.</summary>
public sealed class Reader : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    internal Reader(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            // That a page answered 404 or 422 is what a test asks for; it is no fault of the page.
            if (
                message.Type == "error"
                && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
            )
            {
                Complain(message.Text);
            }
        };
        page.PageError += (_, error) => Complain(error);
        page.Response += (_, answer) =>
        {
            if (
                answer.Status >= 400
                && answer.Request.ResourceType is not ("document" or "fetch" or "xhr")
            )
            {
                Complain($"{answer.Status} {answer.Url}");
            }
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
            {
                return [.. _complaints];
            }
        }
    }

    /// <summary>Redeems a one-time link by its button.</summary>
    public async Task SignInAsync(string link)
    {
        await Page.GotoAsync(link);
        await Page.Locator("main")
            .GetByRole(AriaRole.Button, new() { Name = "Sign in" })
            .ClickAsync();
        await Page.WaitForURLAsync(url => !url.Contains("/sign-in/", StringComparison.Ordinal));
    }

    /// <summary>How far the page scrolls sideways, in pixels.</summary>
    public Task<int> SidewaysAsync() =>
        Page.EvaluateAsync<int>(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        );

    /// <summary>What of a table lies beyond its edge and has to be scrolled to: its label and the pixels.</summary>
    public Task<string[]> CroppedAsync() =>
        Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('main .scroll')]
              .filter(e => e.scrollWidth > e.clientWidth)
              .map(e => `${e.ariaLabel ?? e.getAttribute('aria-labelledby')} by ${e.scrollWidth - e.clientWidth}`)
            """
        );

    /// <summary>How much moved while the page loaded: the sum of Chromium's layout shifts; 0 is still.</summary>
    public Task<double> ShiftAsync() =>
        Page.EvaluateAsync<double>(
            """
            () => new Promise(done => {
              let sum = 0;
              new PerformanceObserver(list => list.getEntries().forEach(e => { sum += e.value; }))
                .observe({ type: 'layout-shift', buffered: true });
              requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
            })
            """
        );

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private void Complain(string text)
    {
        lock (_complaints)
        {
            _complaints.Add(text);
        }
    }
}
