using System.Security.Cryptography;

namespace Portal.Webhooks;

/// <summary>An address that is told what becomes of a product's releases and channels.</summary>
public sealed class Webhook
{
    public const int UrlLength = 500;

    /// <summary>What a secret begins with, as Standard Webhooks has it.</summary>
    public const string SecretPrefix = "whsec_";

    private const int SecretBytes = 32;

    private Webhook() { }

    /// <summary>UUID version 7: ids are in the order of their making.</summary>
    public Guid Id { get; private init; }

    public required Guid ProductId { get; init; }

    /// <summary>Name of the product, which never changes.</summary>
    public required string Product { get; init; }

    /// <summary>https.</summary>
    public required string Url { get; init; }

    /// <summary>
    /// <see cref="SecretPrefix"/> and base64: the key of the signatures. It is kept as it is, since both sides compute with it;
    /// it is told once, to whoever made the webhook. No wire, log or audit entry has it.
    /// </summary>
    internal string Secret { get; private init; } = "";

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static Webhook Of(
        Guid productId,
        string product,
        string url,
        string by,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            ProductId = productId,
            Product = product,
            Url = url,
            Secret =
                SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)),
            CreatedBy = by,
            CreatedAt = now,
        };
}
