namespace Portal.Protocol.Client;

/// <summary>Cancels when nothing has happened for a while, as against a limit on the whole, which no upload of gigabytes could keep.</summary>
internal sealed class Patience : IDisposable
{
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _linked;

    public Patience(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        Limit = limit;
        _silence = new CancellationTokenSource(limit, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(
            _silence.Token,
            cancellationToken
        );
    }

    public TimeSpan Limit { get; private set; }

    public CancellationToken Token => _linked.Token;

    /// <summary>Something happened: the wait begins again.</summary>
    public void Renew() => _silence.CancelAfter(Limit);

    /// <summary>The same, and the next wait may be as long as this.</summary>
    public void Renew(TimeSpan limit)
    {
        Limit = limit;
        Renew();
    }

    public void Dispose()
    {
        _linked.Dispose();
        _silence.Dispose();
    }
}
