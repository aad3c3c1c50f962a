using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Portal.EndToEnd.Browser;

/// <summary>
/// What is the same for every page: it is small, complains of nothing, stays still, fits, and keeps nobody out. Looked at
/// wide and narrow, light and dark.
/// </summary>
internal static class PageAudit
{
    /// <summary>Of a page's HTML, in bytes.</summary>
    public const int LargestPage = 100_000;

    /// <summary>Chromium calls up to 0.1 good.</summary>
    private const double LargestShift = 0.02;

    private static readonly int[] Widths = [1280, 390];

    private static readonly AxeRunOptions All = new() { ResultTypes = [ResultType.Violations] };

    // Nothing else depends on the colours.
    private static readonly AxeRunOptions Colours = new()
    {
        ResultTypes = [ResultType.Violations],
        RunOnly = RunOnlyOptions.Rules("color-contrast", "link-in-text-block"),
    };

    /// <summary>Opens the page and gives a sentence for each thing that is wrong with it.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        Reader reader,
        string path,
        int status = 200
    )
    {
        var found = new List<string>();
        var before = reader.Complaints.Count;
        foreach (var width in Widths)
        {
            await reader.Page.SetViewportSizeAsync(width, 900);
            var answer = await reader.Page.GotoAsync(path);
            if (answer!.Status != status)
            {
                found.Add($"answers {answer.Status} and not {status}");
            }

            var body = await answer.BodyAsync();
            if (body.Length >= LargestPage)
            {
                found.Add($"has {body.Length} bytes of HTML");
            }

            found.AddRange((await LookAsync(reader)).Select(f => $"at {width}: {f}"));
        }

        found.AddRange(reader.Complaints.Skip(before));
        return [.. found.Select(f => $"{path} {f}").Distinct()];
    }

    private static async Task<List<string>> LookAsync(Reader reader)
    {
        var found = new List<string>();
        if (await reader.SidewaysAsync() is var sideways and > 0)
        {
            found.Add($"scrolls sideways by {sideways} pixels");
        }

        found.AddRange((await reader.CroppedAsync()).Select(c => $"crops {c} pixels"));
        if (await reader.ShiftAsync() is var shift and > LargestShift)
        {
            found.Add($"shifts by {shift:0.000}");
        }

        found.AddRange(await AxeAsync(reader.Page, All));
        await reader.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        found.AddRange((await AxeAsync(reader.Page, Colours)).Select(f => $"dark {f}"));
        await reader.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        return found;
    }

    // Not RunAxe: it opens another page for each run, because of frames, which no page here has.
#pragma warning disable CS0618
    private static async Task<IEnumerable<string>> AxeAsync(IPage page, AxeRunOptions options) =>
        (await page.RunAxeLegacy(null, options, null))
#pragma warning restore CS0618
            .Violations.Where(v => v.Impact is "serious" or "critical")
            .Select(v =>
                $"{v.Impact} {v.Id}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"
            );
}
