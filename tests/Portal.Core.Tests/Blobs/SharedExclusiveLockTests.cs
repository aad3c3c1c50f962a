namespace Portal.Blobs;

public sealed class SharedExclusiveLockTests
{
    private readonly SharedExclusiveLock _lock = new();

    [Fact]
    public async Task Sharers_enter_together_and_one_excludes()
    {
        using var first = await _lock.ShareAsync(default);
        using var second = await _lock.ShareAsync(default);
        var alone = _lock.ExcludeAsync(default);
        Assert.False(alone.IsCompleted);

        first.Dispose();
        Assert.False(alone.IsCompleted);
        second.Dispose();
        using var hold = await alone;
        Assert.False(_lock.ShareAsync(default).IsCompleted);
    }

    [Fact]
    public async Task Who_comes_after_an_excluder_waits_behind_it()
    {
        var first = await _lock.ShareAsync(default);
        var alone = _lock.ExcludeAsync(default);
        var late = _lock.ShareAsync(default);
        Assert.False(late.IsCompleted);

        first.Dispose();
        (await alone).Dispose();
        (await late).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_lets_those_behind_it_in()
    {
        using var first = await _lock.ShareAsync(default);
        using var patience = new CancellationTokenSource();
        var alone = _lock.ExcludeAsync(patience.Token);
        var late = _lock.ShareAsync(default);

        await patience.CancelAsync();

        await Task.WhenAny(alone);
        Assert.True(alone.IsCanceled);
        (await late).Dispose();
    }

    [Fact]
    public async Task Leaving_twice_counts_once()
    {
        var first = await _lock.ShareAsync(default);
        using var second = await _lock.ShareAsync(default);
        first.Dispose();
        first.Dispose();
        Assert.False(_lock.ExcludeAsync(default).IsCompleted);
    }
}
