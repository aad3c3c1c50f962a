using Microsoft.Playwright;

namespace Portal.EndToEnd.Browser;

/// <summary>Parts of a page by what people see and hear of them.</summary>
internal static class PageParts
{
    public static ILocator Link(this IPage page, string name) => Find(page, AriaRole.Link, name);

    public static ILocator Button(this IPage page, string name) =>
        Find(page, AriaRole.Button, name);

    public static ILocator Heading(this IPage page, string text, int level = 1) =>
        page.GetByRole(
            AriaRole.Heading,
            new()
            {
                Name = text,
                Level = level,
                Exact = true,
            }
        );

    /// <summary>A field by its whole label.</summary>
    public static ILocator Field(this IPage page, string label) =>
        page.Locator("main").GetByLabel(label, new() { Exact = true });

    public static Task<string> MainAsync(this IPage page) => page.Locator("main").InnerTextAsync();

    /// <summary>What one would copy out of a box: the commands without the output that is shown among them.</summary>
    /// <param name="label">What the box is called for those who hear it.</param>
    public static async Task<string> CommandsAsync(this IPage page, string label)
    {
        var box = page.Locator($"pre[aria-label='{label}']");
        var text = await box.TextContentAsync() ?? "";
        foreach (var output in await box.Locator("b, .out").AllTextContentsAsync())
        {
            text = text.Replace(output, "", StringComparison.Ordinal);
        }

        return text.Trim();
    }

    private static ILocator Find(IPage page, AriaRole role, string name) =>
        page.Locator("main").GetByRole(role, new() { Name = name, Exact = true });
}
