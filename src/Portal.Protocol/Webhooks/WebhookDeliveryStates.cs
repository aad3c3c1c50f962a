namespace Portal.Protocol.Webhooks;

/// <summary>What became of a message.</summary>
public static class WebhookDeliveryStates
{
    /// <summary>Not sent yet, or tried again later.</summary>
    public const string Waiting = "waiting";

    /// <summary>The receiver answered 2xx.</summary>
    public const string Delivered = "delivered";

    /// <summary>Nobody took it for as long as it is tried; it can be sent again by hand.</summary>
    public const string GivenUp = "given-up";
}
