namespace Portal.Protocol.Webhooks;

/// <summary>What a webhook is sent.</summary>
/// <param name="Type">One of <see cref="WebhookEvents"/>.</param>
/// <param name="Timestamp">When it came to be; that of the signature is when it was sent.</param>
public sealed record WebhookMessageWire(
    string Type,
    DateTimeOffset Timestamp,
    WebhookDataWire Data
);

/// <param name="Release">The release that it is about: of a channel, what it points to now; null: nothing.</param>
/// <param name="By">Who did it.</param>
/// <param name="Channel">Null where it is about a release alone.</param>
/// <param name="From">What the channel pointed to before; null: nothing.</param>
/// <param name="Percent">How far the channel lets the release out now, 0 to 100.</param>
/// <param name="Comment">Why.</param>
public sealed record WebhookDataWire(
    string Product,
    string? Release,
    string By,
    string? Channel = null,
    string? From = null,
    int? Percent = null,
    string? Comment = null
);

/// <summary><c>POST /api/v1/products/{product}/webhooks</c></summary>
/// <param name="Url">https, at most 500 characters.</param>
public sealed record WebhookCreateWire(string Url);

/// <summary>A webhook that was made.</summary>
/// <param name="Secret">Told this once: <c>whsec_</c> and base64 of the key that signs.</param>
public sealed record WebhookCreatedWire(WebhookWire Webhook, string Secret);

/// <param name="Waiting">How many messages were not taken yet.</param>
/// <param name="Last">What it was told last; null: nothing yet.</param>
public sealed record WebhookWire(
    Guid Id,
    string Product,
    string Url,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    int Waiting,
    WebhookDeliveryWire? Last = null
);

/// <summary>A message, and what became of it.</summary>
/// <param name="Id">As the header <c>webhook-id</c> has it.</param>
/// <param name="Type">One of <see cref="WebhookEvents"/>.</param>
/// <param name="State">One of <see cref="WebhookDeliveryStates"/>.</param>
/// <param name="Body">As it is sent; left out in lists of webhooks.</param>
/// <param name="Status">Of the last answer.</param>
/// <param name="Error">Why the last attempt failed.</param>
/// <param name="NextAt">Not tried before this time; null when it is not tried any more.</param>
public sealed record WebhookDeliveryWire(
    string Id,
    string Type,
    string State,
    int Attempts,
    DateTimeOffset CreatedAt,
    string? Body = null,
    DateTimeOffset? LastAt = null,
    int? Status = null,
    string? Error = null,
    DateTimeOffset? NextAt = null
);
