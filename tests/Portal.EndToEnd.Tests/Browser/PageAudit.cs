using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Portal.EndToEnd.Browser;

/// <summary>
/// What is the same for every page: it is small, complains of nothing, stays still, fits, and keeps nobody out. Looked at
/// wide and narrow, light and dark.
/// </summary>
internal static class PageAudit
{
    /// <summary>Of a page's HTML, in bytes.</summary>
    private const int LargestPage = 100_000;

    /// <summary>Chromium calls up to 0.1 good.</summary>
    private const double LargestShift = 0.02;

    private const int Wide = 1280;
    private const int Narrow = 390;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // What depends on colours and on where things are; the other rules read the document, which is the same in each.
    private static readonly string[] Looks =
    [
        "color-contrast",
        "link-in-text-block",
        "scrollable-region-focusable",
        "target-size",
    ];

    /// <summary>Opens the page and gives a sentence for each thing that is wrong with it.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(
        Reader reader,
        string path,
        int status = 200
    )
    {
        var before = reader.Complaints.Count;
        var found = await OpenAsync(reader, path, status, Wide);
        await reader.Page.EvaluateAsync(Axe);
        await AxeAsync("light", []);
        await AxeAsync("dark", Looks);
        await reader.Page.SetViewportSizeAsync(Narrow, 900);
        await AxeAsync("dark and narrow", Looks);
        await AxeAsync("light and narrow", Looks);
        found.AddRange(await OpenAsync(reader, path, status, Narrow));
        found.AddRange(reader.Complaints.Skip(before));
        return Said(path, found);

        async Task AxeAsync(string how, string[] rules)
        {
            await reader.Page.EmulateMediaAsync(
                new()
                {
                    ColorScheme = how.StartsWith("dark", StringComparison.Ordinal)
                        ? ColorScheme.Dark
                        : ColorScheme.Light,
                }
            );
            found.AddRange((await ViolationsAsync(reader.Page, rules)).Select(v => $"{how}: {v}"));
        }
    }

    /// <summary>How large it is and whether it fits: for what is the same page again with more rows.</summary>
    public static async Task<IReadOnlyList<string>> MeasureAsync(Reader reader, string path) =>
        Said(
            path,
            [
                .. await OpenAsync(reader, path, 200, Wide),
                .. await OpenAsync(reader, path, 200, Narrow),
            ]
        );

    private static async Task<List<string>> OpenAsync(
        Reader reader,
        string path,
        int status,
        int width
    )
    {
        var found = new List<string>();
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

        if (await reader.SidewaysAsync() is var sideways and > 0)
        {
            found.Add($"at {width} scrolls sideways by {sideways} pixels");
        }

        found.AddRange((await reader.CroppedAsync()).Select(c => $"at {width} crops {c} pixels"));
        if (await reader.ShiftAsync() is var shift and > LargestShift)
        {
            found.Add($"at {width} shifts by {shift:0.000}");
        }

        return found;
    }

    /// <param name="rules">Of axe-core; none: all that are on by themselves.</param>
    private static Task<string[]> ViolationsAsync(IPage page, string[] rules) =>
        page.EvaluateAsync<string[]>(
            """
            async rules => {
              const only = rules.length > 0 ? { runOnly: rules } : {};
              const result = await axe.run({ resultTypes: ['violations'], ...only });
              return result.violations
                .filter(v => v.impact === 'serious' || v.impact === 'critical')
                .map(v => `${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map(n => n.html).join(' | ')}`);
            }
            """,
            rules
        );

    private static string[] Said(string path, IEnumerable<string> found) =>
        [.. found.Distinct().Select(f => $"{path} {f}")];
}
