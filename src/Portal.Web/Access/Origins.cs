using Portal.Shell;

namespace Portal.Access;

internal static class Origins
{
    /// <summary>Where this request comes from, for the session that it may begin.</summary>
    public static Origin Origin(this HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is { IsIPv4MappedToIPv6: true })
        {
            address = address.MapToIPv4();
        }

        return new(
            address?.ToString(),
            Limits.AddressOf(context),
            context.Request.Headers.UserAgent.ToString()
        );
    }
}
