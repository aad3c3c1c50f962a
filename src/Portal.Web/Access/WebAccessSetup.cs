using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Portal.Data;
using Portal.Shell;

namespace Portal.Access;

internal static class WebAccessSetup
{
    /// <summary>
    /// Picks the scheme: a request with an Authorization header is a program's; one that a trusted proxy names somebody in
    /// is that person's; any other a browser's.
    /// </summary>
    private const string Chooser = "Portal";

    public static void AddPortalAuthentication(
        this IServiceCollection services,
        IConfiguration configuration,
        DataFolder folder
    )
    {
        services.Configure<AccessOptions>(configuration.GetSection(AccessOptions.Section));
        services.Configure<AccessOptions>(o => o.AdminToken = configuration["PORTAL_ADMIN_TOKEN"]);
        services.AddCaller();
        services.AddSingleton<FailedSignIns>();
        services.AddSingleton<ProxyTrust>();
        services.AddSingleton<IValidateOptions<ProxySignInOptions>, ProxySignInValidation>();
        services
            .AddOptions<ProxySignInOptions>()
            .BindConfiguration(ProxySignInOptions.Section)
            .ValidateOnStart();
        services
            .AddAuthentication(Chooser)
            .AddPolicyScheme(
                Chooser,
                null,
                o =>
                    o.ForwardDefaultSelector = context =>
                        context.Request.Headers.ContainsKey(HeaderNames.Authorization)
                            ? BearerHandler.SchemeName
                        : context.RequestServices.GetRequiredService<ProxyTrust>().NameIn(context)
                            is not null
                            ? ProxyHandler.SchemeName
                        : SessionCookie.SchemeName
            )
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, ProxyHandler>(ProxyHandler.SchemeName, null)
            .AddCookie(SessionCookie.SchemeName, SessionCookie.Configure);
        services.AddPortalPolicies();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "gtp-antiforgery";
            o.Cookie.SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict;
            o.HeaderName = "RequestVerificationToken";
        });
        // What protects cookies lies with the other keys and lives as long as the portal does.
        var keys = new DirectoryInfo(Path.Combine(folder.Keys, "sessions"));
        if (!folder.IsObserved)
        {
            Directory.CreateDirectory(
                keys.FullName,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }

        services
            .AddDataProtection()
            .SetApplicationName("guest-tools-portal")
            .PersistKeysToFileSystem(keys);
    }

    /// <summary>Finds the caller, then asks whether the endpoint is for them.</summary>
    public static void UsePortalAuthentication(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseBadCredentialRefusal();
        app.UsePortalLimits();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseApiAntiforgery();
    }

    /// <summary>
    /// A cookie goes along with whatever another site makes a browser send. Forms are checked by the framework; the API,
    /// called with a cookie, changes nothing without the antiforgery header, which another site cannot set.
    /// </summary>
    private static void UseApiAntiforgery(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                var request = context.Request;
                if (
                    request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
                    && !request.Headers.ContainsKey(HeaderNames.Authorization)
                    && context.User.Identity?.IsAuthenticated == true
                    && !HttpMethods.IsGet(request.Method)
                    && !HttpMethods.IsHead(request.Method)
                    && !HttpMethods.IsOptions(request.Method)
                )
                {
                    var antiforgery = context.RequestServices.GetRequiredService<IAntiforgery>();
                    if (!await antiforgery.IsRequestValidAsync(context))
                    {
                        await AccessErrors.Antiforgery.AnswerAsync(context);
                        return;
                    }
                }

                await next(context);
            }
        );
}
