using System.Text.Json;
using Portal.Trust.Tuf.Client;

namespace Portal.Following;

/// <summary>
/// A product whose releases another portal makes: where they come from, who is believed, and which of the other's channels
/// lead to them. What an administrator says; how far it came is <see cref="FollowingState"/>.
/// </summary>
public sealed class FollowedProduct
{
    private FollowedProduct() { }

    public required Guid ProductId { get; init; }

    /// <summary>Name of the product, here and there.</summary>
    public required string Product { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>JSON array.</summary>
    internal string MirrorsText { get; private set; } = "[]";

    /// <summary>JSON array.</summary>
    internal string ChannelsText { get; private set; } = "[]";

    /// <summary>JSON array.</summary>
    internal string RootKeysText { get; private set; } = "[]";

    /// <summary>Addresses of the other portal and its mirrors, asked in this order.</summary>
    public IReadOnlyList<string> Mirrors => List(MirrorsText);

    /// <summary>Channels of the other, whose releases are taken.</summary>
    public IReadOnlyList<string> Channels => List(ChannelsText);

    /// <summary>Ids of root keys where trust begins; empty where it begins with <see cref="Root"/>.</summary>
    public IReadOnlyList<string> RootKeys => List(RootKeysText);

    /// <summary>The root file where trust begins; null where it begins with <see cref="RootKeys"/>.</summary>
    public byte[]? Root { get; private set; }

    internal TrustAnchor Anchor =>
        Root is { } file ? TrustAnchor.OfFile(file) : TrustAnchor.OfKeys([.. RootKeys]);

    internal static FollowedProduct Of(
        Guid productId,
        string product,
        FollowingOrder order,
        string createdBy,
        DateTimeOffset now
    )
    {
        var followed = new FollowedProduct
        {
            ProductId = productId,
            Product = product,
            CreatedBy = createdBy,
            CreatedAt = now,
        };
        followed.Change(order);
        return followed;
    }

    /// <returns>True when trust begins elsewhere than before.</returns>
    internal bool Change(FollowingOrder order)
    {
        MirrorsText = JsonSerializer.Serialize(order.Mirrors);
        ChannelsText = JsonSerializer.Serialize(order.Channels);
        if (!order.NamesAnchor)
        {
            return false;
        }

        var before = (RootKeysText, Root);
        RootKeysText = JsonSerializer.Serialize(
            order.RootKeys.Select(k => k.ToLowerInvariant()).Order(StringComparer.Ordinal)
        );
        Root = order.Root;
        return before.RootKeysText != RootKeysText
            || !(before.Root ?? []).AsSpan().SequenceEqual(Root ?? []);
    }

    private static List<string> List(string text) =>
        JsonSerializer.Deserialize<List<string>>(text)!;
}

/// <summary>What an administrator asks for.</summary>
/// <param name="Mirrors">URLs.</param>
/// <param name="Channels">Of the other portal.</param>
/// <param name="Root">A root file; null: the keys say where trust begins, or what was said before.</param>
/// <param name="RootKeys">Ids of root keys; empty: as above.</param>
public sealed record FollowingOrder(
    IReadOnlyList<string> Mirrors,
    IReadOnlyList<string> Channels,
    byte[]? Root,
    IReadOnlyList<string> RootKeys
)
{
    internal bool NamesAnchor => Root is not null || RootKeys.Count > 0;
}
