using Portal.Products;

namespace Portal.Webhooks;

/// <summary>Where pages of webhooks lie.</summary>
public static class WebhookAddress
{
    public static string All(string product) => $"{ProductAddress.Of(product)}/webhooks";

    public static string Of(string product, Guid id) => $"{All(product)}/{id}";
}
