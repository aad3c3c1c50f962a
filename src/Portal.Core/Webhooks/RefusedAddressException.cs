namespace Portal.Webhooks;

/// <summary>The address that was asked for leads to where nobody may be sent.</summary>
internal sealed class RefusedAddressException(string message, Exception? inner = null)
    : IOException(message, inner);
