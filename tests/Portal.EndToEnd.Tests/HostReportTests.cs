using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Data;
using Portal.Protocol.Hosts;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>A host that enrols at a running portal and reports, with the real command line on both sides.</summary>
[Trait("Speed", "Slow")]
public sealed class HostReportTests
{
    [Fact]
    public async Task A_host_enrols_reports_and_is_counted_once_however_often_it_says_the_same()
    {
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        var gtp = new Gtp(site.Portal.Url, site.Folder["home"]);
        var agent = Upstream.Write(
            site.Folder.Path,
            "agent",
            "1.0",
            new Dictionary<string, byte[]> { ["data.bin"] = Upstream.Noise(1, 1000) }
        );
        await FollowedChannel.MakeAsync(gtp, site.Http, agent, "1.0");
        var token = site.Folder["fleet.token"];
        await File.WriteAllTextAsync(
            token,
            await gtp.RunAsync("host", "token", "create", "tools", "rack 4", "--days", "7")
        );
        var state = await FollowedChannel.FollowAsync(
            gtp,
            site.Folder,
            [site.Portal.Url],
            "--enroll-file",
            token
        );

        await FollowedChannel.PublishedAsync(gtp, state);
        await Until.TrueAsync(
            async () =>
                (await gtp.TryAsync(["host", "update", "--json", .. state])) is (0, var output, _)
                && output.Contains("\"report\": \"sent\"", StringComparison.Ordinal),
            "the update and its report"
        );
        var shown = await gtp.RunAsync(["host", "report", "--show", .. state]);
        Assert.Equal((HttpStatusCode.OK, true), await SendAsync(site, shown));
        Assert.Equal((HttpStatusCode.OK, false), await SendAsync(site, shown));
        await gtp.RunAsync(["host", "report", .. state]);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(site, shown)).Status);

        using var counts = JsonDocument.Parse(
            await site.Http.GetStringAsync("/api/v1/products/tools/hosts")
        );
        Assert.Equal(1, counts.RootElement.GetProperty("hosts").GetInt32());
        var group = Assert.Single(counts.RootElement.GetProperty("now").EnumerateArray());
        Assert.Equal("1.0", group.GetProperty("version").GetString());
        Assert.Equal("current", group.GetProperty("standing").GetString());
        var listed = await gtp.JsonAsync("host", "token", "list", "tools");
        Assert.Equal(1, listed.GetProperty("items")[0].GetProperty("hosts").GetInt32());

        await gtp.RunAsync(
            "host",
            "token",
            "revoke",
            "tools",
            listed.GetProperty("items")[0].GetProperty("id").GetString()!,
            "--hosts"
        );
        var gone = await gtp.TryAsync(["host", "report", .. state]);
        Assert.Equal(3, gone.Exit);
        Assert.Equal(0, (await gtp.TryAsync(["host", "update", .. state])).Exit);
    }

    /// <summary>The bytes that gtp shows, signed by the host's key.</summary>
    private static async Task<(HttpStatusCode Status, bool? IsNew)> SendAsync(
        Site site,
        string report
    )
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        key.ImportFromPem(
            await File.ReadAllTextAsync(Path.Combine(site.Folder["host"], "reports", "key.pem"))
        );
        var bytes = System.Text.Encoding.UTF8.GetBytes(report);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/reports")
        {
            Content = new ByteArrayContent(bytes),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var document = JsonDocument.Parse(report);
        request.Headers.Add(
            HostSignature.HostHeader,
            document.RootElement.GetProperty("host").GetString()
        );
        request.Headers.Add(
            HostSignature.SignatureHeader,
            HostSignature.Sign(key, HostSignature.Report, bytes)
        );
        using var answer = await site.Http.SendAsync(request);
        return (
            answer.StatusCode,
            answer.IsSuccessStatusCode
                ? (await answer.Content.ReadFromJsonAsync<ReportTakenWire>())!.IsNew
                : null
        );
    }
}
