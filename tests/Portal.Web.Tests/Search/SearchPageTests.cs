using System.Net;
using Portal.Products;
using Portal.Testing;

namespace Portal.Search;

public sealed class SearchPageTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync();
        await _portal
            .Shelf()
            .Project("qemu", "QEMU <machines>")
            .Component("qemu", "qemu-guest-agent")
            .Version("qemu-guest-agent", "10.1", 1, "Lets the host talk to the guest")
            .Product("tools")
            .Product("tools-arm64")
            .Release("tools", "4.4", 1)
            .SaveAsync();
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task What_is_found_is_shown_by_kind_with_links()
    {
        var page = await _portal.Anonymous().PageAsync("/search?q=qem");

        Assert.Contains("href=\"/components/qemu-guest-agent\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/projects/qemu\"", page, StringComparison.Ordinal);
        Assert.Contains("QEMU &lt;machines&gt;", page, StringComparison.Ordinal);
        Assert.Contains("2 hits", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tools", "/products/tools")]
    [InlineData("qemu-guest-agent", "/components/qemu-guest-agent")]
    [InlineData("qemu-guest-agent 10.1", "/components/qemu-guest-agent/10.1")]
    [InlineData("tools 4.4", "/products/tools/releases/4.4")]
    [InlineData("qemu", "/projects/qemu")]
    public async Task A_whole_name_leads_to_the_thing(string words, string to) =>
        await LeadsToAsync(words, to);

    [Fact]
    public async Task A_whole_digest_leads_to_the_thing() =>
        await LeadsToAsync(Shelf.ImageOf("tools", "4.4").Hex, "/products/tools/releases/4.4");

    [Fact]
    public async Task The_beginning_of_a_digest_is_shown_with_what_it_is_of()
    {
        var digest = Shelf.ImageOf("tools", "4.4").Hex;
        var page = await _portal.Anonymous().PageAsync($"/search?q={digest[..10]}");
        Assert.Contains($"SHA-256 of the ISO: {digest}", page, StringComparison.Ordinal);
        // Not run together: Razor drops white space at the edge of a block.
        Assert.Contains("tools <span class=\"mono\">4.4</span>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_asked_and_nothing_found_are_told_apart()
    {
        var empty = await _portal.Anonymous().PageAsync("/search");
        var none = await _portal.Anonymous().PageAsync("/search?q=%3Cnothing%3E");
        var digest = await _portal.Anonymous().PageAsync($"/search?q={new string('0', 64)}");

        Assert.Contains("What can be found", empty, StringComparison.Ordinal);
        Assert.Contains(
            "Nothing here is called “&lt;nothing&gt;”",
            none.Replace("&#x201C;", "“", StringComparison.Ordinal)
                .Replace("&#x201D;", "”", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains("has this digest", digest, StringComparison.Ordinal);
    }

    private async Task LeadsToAsync(string words, string to)
    {
        var answer = await _portal.Anonymous().GetAsync($"/search?q={Uri.EscapeDataString(words)}");
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal(to, Pages.LeadsTo(answer));
    }
}
