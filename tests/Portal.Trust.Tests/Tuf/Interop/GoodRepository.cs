using Portal.Trust.Tests.Tuf.Repository;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Interop;

/// <summary>One good repository that both clients have followed; each attack works on a copy of it, and of their memories.</summary>
public sealed class GoodRepository : IDisposable
{
    private readonly RealRepository _real = new();
    private int _round;

    internal TufPrivateKey Stranger { get; } = TufPrivateKey.Generate();

    internal TwoClients? Both { get; private set; }

    /// <summary>The name of a fresh copy of the tree.</summary>
    internal async Task<string> NextAsync(TufJs tufJs)
    {
        if (Both is null)
        {
            _real.Live().Release();
            _real.Clock.Now += TimeSpan.FromMinutes(1);
            _real.Release("release 1");
            Both = new TwoClients(tufJs, _real);
            await Both.GetAsync("tree", RealRepository.Pointer, "release 1");
        }

        Both.NextRound();
        var name = $"attacked-{++_round}";
        _real.Copy(name);
        return name;
    }

    internal AttackedTree Attack(string tree) => new(_real, _real.At(tree));

    public void Dispose()
    {
        Both?.Dispose();
        _real.Dispose();
        Stranger.Dispose();
    }
}
