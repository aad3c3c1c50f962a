using Deque.AxeCore.Playwright;

namespace Portal.EndToEnd.Browser;

/// <summary>What is the same for every page: it is small, complains of nothing, stays still, fits, and keeps nobody out.</summary>
internal static class PageAudit
{
    /// <summary>Of a page's HTML, in bytes.</summary>
    public const int LargestPage = 100_000;

    /// <summary>Chromium calls up to 0.1 good.</summary>
    private const double LargestShift = 0.02;

    /// <summary>Opens the page and gives a sentence for each thing that is wrong with it.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(Reader reader, string path)
    {
        var found = new List<string>();
        var before = reader.Complaints.Count;
        var answer = await reader.Page.GotoAsync(path);
        var body = await answer!.BodyAsync();
        if (body.Length >= LargestPage)
        {
            found.Add($"has {body.Length} bytes of HTML");
        }

        if (await reader.SidewaysAsync() is var sideways and > 0)
        {
            found.Add($"scrolls sideways by {sideways} pixels");
        }

        if (await reader.ShiftAsync() is var shift and > LargestShift)
        {
            found.Add($"shifts by {shift:0.000}");
        }

        var axe = await reader.Page.RunAxe();
        found.AddRange(
            axe.Violations.Where(v => v.Impact is "serious" or "critical")
                .Select(v =>
                    $"{v.Impact} {v.Id}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"
                )
        );
        found.AddRange(reader.Complaints.Skip(before));
        return [.. found.Select(f => $"{path} {f}")];
    }
}
