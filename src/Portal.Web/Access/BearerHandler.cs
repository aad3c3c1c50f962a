using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Portal.Problems;
using Portal.Shell;

namespace Portal.Access;

/// <summary><c>Authorization: Bearer gtp_...</c>. Neither the token nor any part of its secret reaches a log.</summary>
internal sealed class BearerHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    Authenticator authenticator,
    FailedSignIns failures
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = "Bearer ";
    private Error? _error;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return AuthenticateResult.NoResult();
        }

        if (failures.IsBlocked(Context))
        {
            return Fail(RequestErrors.TooMany);
        }

        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return Fail(AccessErrors.InvalidCredential.With("Only Bearer tokens are taken."));
        }

        var result = await authenticator.ByTokenAsync(
            header[Prefix.Length..].Trim(),
            Context.RequestAborted
        );
        if (!result.TryGet(out var caller, out var error))
        {
            failures.Count(Context);
            return Fail(error);
        }

        var principal = Context.Accept(caller, SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Refusals.ChallengeAsync(Context, _error);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        AccessErrors.Forbidden.AnswerAsync(Context);

    private AuthenticateResult Fail(Error error)
    {
        _error = error;
        return AuthenticateResult.Fail(error.Code);
    }
}
