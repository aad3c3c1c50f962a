using System.Security.Claims;

namespace Portal.Access;

/// <summary>Holds the caller of this request; filled in right after authentication.</summary>
internal sealed class CallerHolder
{
    public Caller Caller { get; set; } = Caller.Anonymous;
}

public static class CallerAccess
{
    /// <summary>
    /// Who calls. Handlers and pages need not ask: a parameter or injected property of type <see cref="Caller"/> is this.
    /// </summary>
    public static Caller Caller(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<CallerHolder>()?.Caller ?? Access.Caller.Anonymous;
    }

    internal static void AddCaller(this IServiceCollection services)
    {
        services.AddScoped<CallerHolder>();
        services.AddScoped(provider => provider.GetRequiredService<CallerHolder>().Caller);
    }

    /// <summary>Told by the scheme that authenticated; there is at most one a request.</summary>
    internal static ClaimsPrincipal Accept(this HttpContext context, Caller caller, string scheme)
    {
        var holder = context.RequestServices.GetRequiredService<CallerHolder>();
        holder.Caller = caller;
        context.Features.Set(holder);
        return ToPrincipal(caller, scheme);
    }

    internal static ClaimsPrincipal ToPrincipal(Caller caller, string scheme, Guid? session = null)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, caller.Name));
        identity.AddClaim(new Claim(ClaimTypes.Name, caller.Name));
        foreach (var role in caller.Grants.Select(g => g.Role).Distinct(StringComparer.Ordinal))
        {
            identity.AddClaim(new Claim(ClaimTypes.Role, role));
        }

        if (caller.NeedsSecondFactor)
        {
            identity.AddClaim(new Claim(Policies.NeedsSecondFactor, "true"));
        }

        if (session is { } id)
        {
            identity.AddClaim(new Claim(SessionCookie.IdClaim, id.ToString("N")));
        }

        return new ClaimsPrincipal(identity);
    }
}
