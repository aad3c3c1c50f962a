using Portal.Trust.Tests.Tuf.Repository;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Interop;

/// <summary>tuf-js and our own client, each with its memory, asking the same server for the same things.</summary>
internal sealed class TwoClients(TufJs tufJs, RealRepository real) : IDisposable
{
    private readonly StaticServer _server = new(real.At());
    private int _round;

    /// <summary>Goes on with other memories: what both remember now, so that nothing of the last round is left.</summary>
    public void NextRound()
    {
        foreach (var name in new[] { "tuf-js", "ours" })
        {
            var from = real.At($"{name}-0");
            var to = Directory.CreateDirectory(real.At($"{name}-{_round + 1}")).FullName;
            foreach (var file in Directory.GetFiles(from, "*.json"))
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }
        }

        _round++;
    }

    public async Task GetAsync(string tree, string path, string content)
    {
        var (theirs, error) = await TheirsAsync(tree, path);
        Assert.True(theirs == content, error ?? theirs);
        Assert.Equal(content, await OursAsync(tree, path));
    }

    public async Task RefuseAsync(string tree)
    {
        var (theirs, error) = await TheirsAsync(tree, RealRepository.Pointer);
        Assert.True(theirs is null, $"tuf-js took '{theirs}'.");
        Assert.NotNull(error);
        try
        {
            Assert.Null(await OursAsync(tree, RealRepository.Pointer));
        }
        catch (TufException e)
        {
            // Refused for what it is, not for the network.
            Assert.NotEqual(TufFault.Unavailable, e.Fault);
        }
    }

    private Task<(string? Content, string? Error)> TheirsAsync(string tree, string path) =>
        tufJs.GetAsync(Trusting("tuf-js"), _server.Address + tree, path, real.Clock.Now);

    private async Task<string?> OursAsync(string tree, string path)
    {
        using var http = new HttpClient();
        using var updater = new Updater(
            new TrustStore(Trusting("ours")),
            HttpFetcher.OfMetadata(http, new Uri($"{_server.Address}{tree}/metadata")),
            real.Clock
        );
        if (await updater.FindAsync(path, CancellationToken.None) is not { } target)
        {
            return null;
        }

        var file = real.At($"download-{_round}");
        File.Delete(file);
        await updater.DownloadAsync(
            target,
            HttpFetcher.OfTargets(http, new Uri($"{_server.Address}{tree}/targets/")),
            file,
            CancellationToken.None
        );
        return await File.ReadAllTextAsync(file);
    }

    public void Dispose() => _server.Dispose();

    /// <summary>A client's folder, which trusts the first root when it is new.</summary>
    private string Trusting(string name)
    {
        var folder = Directory.CreateDirectory(real.At($"{name}-{_round}")).FullName;
        var root = Path.Combine(folder, "root.json");
        if (!File.Exists(root))
        {
            File.Copy(Path.Combine(real.Metadata, "1.root.json"), root);
        }

        return folder;
    }
}
