using Portal.Parts;
using Portal.Products;
using Portal.Testing;

namespace Portal.Signing;

public sealed class KeysPageTests
{
    [Fact]
    public async Task Keys_are_shown_with_their_fingerprints_also_after_they_changed()
    {
        await using var portal = await TestPortal.StartAsync();
        var client = portal.Anonymous();
        var first = (await portal.Get<ReleaseSigner>().KeysAsync(default)).Single();
        var page = Pages.Text(await client.PageAsync("/keys"));
        Assert.Contains(
            Display.Fingerprint(first.Fingerprint),
            Raw(await client.PageAsync("/keys")),
            StringComparison.Ordinal
        );
        Assert.Contains("Current", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Retired signed", page, StringComparison.Ordinal);
        Assert.Contains(
            $"curl -fsSLO {portal.Address}keys/openpgp.asc",
            page,
            StringComparison.Ordinal
        );

        await portal.Get<ReleaseSigner>().RotateAsync(default);

        var keys = await portal.Get<ReleaseSigner>().KeysAsync(default);
        Assert.Equal(2, keys.Count);
        var after = await client.PageAsync("/keys");
        Assert.All(
            keys,
            k =>
                Assert.Contains(
                    Display.Fingerprint(k.Fingerprint),
                    Raw(after),
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(3, Raw(after).Split("> Retired<").Length);
        Assert.All(
            portal.Get<ReleaseSigner>().DiscKeys(),
            k => Assert.Contains(k.Id, after, StringComparison.Ordinal)
        );
    }

    private static string Raw(string html) => System.Net.WebUtility.HtmlDecode(html);
}
