using Portal.Problems;

namespace Portal.Webhooks;

public static class WebhookErrors
{
    public static readonly Error NotFound = new(
        "webhook.not-found",
        ErrorKind.NotFound,
        "The product has no such webhook"
    );

    public static readonly Error Forbidden = new(
        "webhook.forbidden",
        ErrorKind.Forbidden,
        "A product's webhooks are its release managers'"
    );

    public static readonly Error InvalidUrl = new(
        "webhook.invalid-url",
        ErrorKind.Invalid,
        "A webhook is an https address that everybody can reach, of at most 500 characters, without a user name and a fragment"
    );

    public static readonly Error MessageNotFound = new(
        "webhook.message-not-found",
        ErrorKind.NotFound,
        "The webhook was told no such message, or it is forgotten"
    );

    public static readonly Error UnderWay = new(
        "webhook.under-way",
        ErrorKind.Conflict,
        "The message is being sent at this moment; look at what becomes of it"
    );

    public static readonly Error TooMany = new(
        "webhook.too-many",
        ErrorKind.Conflict,
        "A product has at most 20 webhooks: remove one first"
    );
}
