using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Portal.Testing;

namespace Portal.Gtp;

public sealed class GtpPackageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_portal_without_packages_says_how_they_are_made()
    {
        await using var portal = await StartAsync();
        var client = portal.Anonymous();

        var index = await client.GetStringAsync("/cli/");
        Assert.Contains("packaging/build", index, StringComparison.Ordinal);
        Assert.DoesNotContain("SHA256SUMS", index, StringComparison.Ordinal);
        using var sums = await client.GetAsync("/cli/SHA256SUMS");
        Assert.Equal(HttpStatusCode.NotFound, sums.StatusCode);
        Assert.Contains(
            "gtp.no-such-file",
            await sums.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Packages_are_listed_with_their_sums_and_handed_out_in_parts()
    {
        var digest = Put("gtp_0.1.0_amd64.deb", "a package");
        Put("SHA256SUMS", $"{digest}  gtp_0.1.0_amd64.deb\n");
        await using var portal = await StartAsync();
        var client = portal.Anonymous();

        var index = await client.GetStringAsync("/cli/");
        Assert.Contains("href=\"gtp_0.1.0_amd64.deb\"", index, StringComparison.Ordinal);
        Assert.Contains(digest, index, StringComparison.Ordinal);
        Assert.Contains("href=\"SHA256SUMS.asc\"", index, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/cli/gtp_0.1.0_amd64.deb")
        {
            Headers = { Range = new RangeHeaderValue(2, null) },
        };
        using var part = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("package", await part.Content.ReadAsStringAsync());
        Assert.Equal($"\"{digest}\"", part.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task New_packages_need_no_restart_and_get_a_signature_of_their_own()
    {
        Put("SHA256SUMS", $"{Put("one.deb", "1")}  one.deb\n");
        await using var portal = await StartAsync();
        var client = portal.Anonymous();
        var first = await client.GetStringAsync("/cli/SHA256SUMS.asc");
        Assert.Equal(first, await client.GetStringAsync("/cli/SHA256SUMS.asc"));

        Put("SHA256SUMS", $"{Put("two.deb", "2")}  two.deb\n");

        Assert.NotEqual(first, await client.GetStringAsync("/cli/SHA256SUMS.asc"));
        Assert.Equal("2", await client.GetStringAsync("/cli/two.deb"));
        using var gone = await client.GetAsync("/cli/one.deb");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task A_signature_that_lies_beside_the_sums_is_the_one()
    {
        Put("SHA256SUMS", $"{Put("one.deb", "1")}  one.deb\n");
        Put("SHA256SUMS.asc", "of the vendor");
        await using var portal = await StartAsync();

        Assert.Equal(
            "of the vendor",
            await portal.Anonymous().GetStringAsync("/cli/SHA256SUMS.asc")
        );
    }

    [Theory]
    [InlineData("secret.txt")]
    [InlineData("..%2Foutside.txt")]
    [InlineData("%2Fetc%2Fpasswd")]
    public async Task What_the_sums_do_not_name_is_not_handed_out(string file)
    {
        Put("secret.txt", "no");
        File.WriteAllText(_folder["outside.txt"], "no");
        var digest = new string('0', 64);
        Put(
            "SHA256SUMS",
            $"{Put("one.deb", "1")}  one.deb\n{digest}  ../outside.txt\n{digest}  /etc/passwd\n"
        );
        await using var portal = await StartAsync();

        using var answer = await portal.Anonymous().GetAsync($"/cli/{file}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private string Put(string name, string text)
    {
        Directory.CreateDirectory(_folder["cli"]);
        File.WriteAllText(Path.Combine(_folder["cli"], name), text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private Task<TestPortal> StartAsync() =>
        TestPortal.StartAsync(
            options: new()
            {
                Settings = new Dictionary<string, string> { ["Gtp:Path"] = _folder["cli"] },
            }
        );
}
