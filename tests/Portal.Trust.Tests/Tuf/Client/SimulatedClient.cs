using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Client;

/// <summary>A client of a simulated repository, with its store in a folder; each update is a new one, as in life.</summary>
internal sealed class SimulatedClient : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TufRepositorySimulator _repository;

    public SimulatedClient(TufRepositorySimulator repository)
    {
        _repository = repository;
        Store = new TrustStore(_folder.At("trust"));
        Store.Write(RoleName.Root, repository.FirstRoot);
    }

    public TrustStore Store { get; }

    public UpdaterLimits Limits { get; set; } = new();

    public async Task RefreshAsync()
    {
        using var updater = new Updater(Store, _repository, _repository.Clock, Limits);
        await updater.RefreshAsync(CancellationToken.None);
    }

    public async Task<TargetFile?> FindAsync(string path)
    {
        using var updater = new Updater(Store, _repository, _repository.Clock, Limits);
        return await updater.FindAsync(path, CancellationToken.None);
    }

    /// <summary>Downloads a target and reads it; null when no role has it.</summary>
    public async Task<byte[]?> DownloadAsync(string path)
    {
        using var updater = new Updater(Store, _repository, _repository.Clock, Limits);
        if (await updater.FindAsync(path, CancellationToken.None) is not { } target)
        {
            return null;
        }

        var file = Downloaded(path);
        await updater.DownloadAsync(target, _repository, file, CancellationToken.None);
        return await File.ReadAllBytesAsync(file);
    }

    public string Downloaded(string path) => _folder.At(path.Replace('/', '_'));

    /// <summary>Nothing but the store and what was asked for is left in the folder.</summary>
    public string[] Left() =>
        [.. Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)!)];

    /// <summary>The update is refused for that reason, or one of those.</summary>
    public async Task<TufException> RefusedAsync(params TufFault[] faults)
    {
        var refused = await Assert.ThrowsAsync<TufException>(RefreshAsync);
        Assert.True(faults.Contains(refused.Fault), refused.Message);
        return refused;
    }

    public async Task RefusedAsync(TufFault fault, string path)
    {
        var refused = await Assert.ThrowsAsync<TufException>(() => DownloadAsync(path));
        Assert.True(fault == refused.Fault, refused.Message);
    }

    /// <summary>The version that is trusted and kept; null when none is.</summary>
    public long? VersionOf(string role)
    {
        var file = Store.Read(role, int.MaxValue);
        return file is null
            ? null
            : role switch
            {
                RoleName.Root => SignedFiles.ReadRoot(file).Content.Version,
                RoleName.Timestamp => SignedFiles.ReadTimestamp(file).Content.Version,
                RoleName.Snapshot => SignedFiles.ReadSnapshot(file).Content.Version,
                _ => SignedFiles.ReadTargets(file).Content.Version,
            };
    }

    public void Dispose() => _folder.Dispose();
}
