using System.Text.Json;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol;

namespace Portal.Following;

/// <summary>How far a followed product came, and when it is looked at again.</summary>
public sealed class FollowingState : IUnauditedRow
{
    public const int ErrorLength = 2000;

    /// <summary>A mirror that sends other bytes than were promised costs the length of an image each time.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromHours(6);

    private FollowingState() { }

    public required Guid ProductId { get; init; }

    /// <summary>Not before this time the mirrors are asked again.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>When the last check ended; null: never.</summary>
    public DateTimeOffset? CheckedAt { get; private set; }

    /// <summary>When one ended well; null: never.</summary>
    public DateTimeOffset? GoodAt { get; private set; }

    /// <summary>Stable code of why the last check did not end well; null when it did.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>The same for everybody to read.</summary>
    public string? ErrorText { get; private set; }

    /// <summary>Checks in a row whose bytes were for nothing.</summary>
    internal int Wasted { get; private set; }

    /// <summary>Version whose contents are being fetched; null while none is.</summary>
    public string? Taking { get; private set; }

    /// <summary>Bytes of them that came.</summary>
    public long Done { get; private set; }

    /// <summary>Of how many.</summary>
    public long Total { get; private set; }

    /// <summary>JSON array of <see cref="SeenChannel"/>.</summary>
    internal string SeenText { get; private set; } = "[]";

    /// <summary>Another one after each save: of two nodes, one is refused.</summary>
    internal Guid Token { get; private set; } = Guid.NewGuid();

    /// <summary>What the channels said when they were last read well.</summary>
    public IReadOnlyList<SeenChannel> Seen =>
        JsonSerializer.Deserialize<List<SeenChannel>>(SeenText)!;

    internal static FollowingState Begin(Guid productId, DateTimeOffset now) =>
        new() { ProductId = productId, NextAt = now };

    internal void CheckNow(DateTimeOffset now) => (NextAt, Token) = (now, Guid.NewGuid());

    /// <summary>Trust was saved with it.</summary>
    internal void Touch() => Token = Guid.NewGuid();

    internal void See(IEnumerable<SeenChannel> seen) =>
        (SeenText, Token) = (JsonSerializer.Serialize(seen), Guid.NewGuid());

    /// <summary>A check is over.</summary>
    /// <param name="failure">Null: it ended well.</param>
    /// <param name="interval">Until the next; doubled for each check in a row that fetched for nothing, up to <see cref="LongestWait"/>.</param>
    /// <param name="dueAt">When the check was due: where <see cref="NextAt"/> is another time, somebody wants the next at once.</param>
    internal void End(Error? failure, DateTimeOffset now, TimeSpan interval, DateTimeOffset dueAt)
    {
        Wasted = failure?.Code == FollowingErrors.OtherBytes.Code ? Wasted + 1 : 0;
        var wait = interval * Math.Pow(2, Math.Min(Wasted, 10));
        CheckedAt = now;
        if (NextAt == dueAt)
        {
            NextAt = now + (Wasted > 0 && wait > LongestWait ? LongestWait : wait);
        }

        Token = Guid.NewGuid();
        (Taking, Done, Total) = (null, 0, 0);
        GoodAt = failure is null ? now : GoodAt;
        var told = failure?.Detail ?? failure?.Title;
        (ErrorCode, ErrorText) = (
            failure?.Code,
            told is { Length: > ErrorLength } ? told[..(ErrorLength - 1)] + "…" : told
        );
    }
}

/// <summary>What a channel of the other portal said.</summary>
/// <param name="Version">That it points to.</param>
/// <param name="Sha256">Of the image.</param>
/// <param name="Withdrawn">Why the other has withdrawn it; null while it has not.</param>
/// <param name="State">Of the other's rollout; null when that cannot be told.</param>
/// <param name="Percent">How far the other has let it out; null likewise.</param>
/// <param name="Reason">Why the other holds it back.</param>
public sealed record SeenChannel(
    string Channel,
    string Version,
    Digest Sha256,
    string? Withdrawn,
    string? State,
    int? Percent,
    string? Reason
);

/// <summary>A metadata file that is trusted, as it was fetched: the root, and what must never go back.</summary>
internal sealed class FollowedMetadata : IUnauditedRow
{
    public required Guid ProductId { get; init; }

    /// <summary>Name of the file, as <see cref="Trust.Tuf.Client.TrustStore"/> calls it.</summary>
    public required string Name { get; init; }

    public required byte[] Bytes { get; set; }
}
