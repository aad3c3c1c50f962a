using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Portal.Problems;
using Portal.Shell;

namespace Portal.Access;

/// <summary>The account that a trusted proxy names. Only requests that <see cref="ProxyTrust"/> believes come here.</summary>
internal sealed class ProxyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ProxyTrust trust,
    ProxySignIn signIn,
    IOptions<ProxySignInOptions> settings
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Proxy";

    private Error? _error;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (trust.NameIn(Context) is not { } name)
        {
            return AuthenticateResult.NoResult();
        }

        var result = await signIn.ByNameAsync(
            name,
            settings.Value.CreateAccounts,
            Context.Origin(),
            Context.RequestAborted
        );
        if (!result.TryGet(out var caller, out var error))
        {
            _error = error;
            return AuthenticateResult.Fail(error.Code);
        }

        return AuthenticateResult.Success(
            new AuthenticationTicket(Context.Accept(caller, SchemeName), SchemeName)
        );
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        (_error ?? AccessErrors.Unauthenticated).AnswerAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        AccessErrors.Forbidden.AnswerAsync(Context);
}
