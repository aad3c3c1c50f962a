using Microsoft.EntityFrameworkCore;
using Portal.Testing;

namespace Portal.Access;

/// <summary>People with a password and an app, and their sessions, over a <see cref="TestCore"/>.</summary>
internal sealed class People(TestCore core)
{
    public const string Password = "four words that nobody guesses";

    public static readonly Origin Home = new("192.0.2.1", "192.0.2.1", "Firefox");
    public static readonly Origin Away = new("198.51.100.7", "198.51.100.7", "curl");

    /// <summary>An account that has set up both; what its app shows is <see cref="CodeAsync"/>.</summary>
    public async Task<Caller> EnrolledAsync(string name, params Grant[] grants)
    {
        var caller = await ByLinkAsync(name, grants);
        var credentials = core.Get<CredentialService>();
        Assert.Null((await credentials.SetPasswordAsync(caller, "", Password, default)).Error);
        var secret = Totp.NewSecret();
        var code = Totp.CodeOf(Base32.Decode(secret)!, Totp.StepAt(core.Clock.GetUtcNow()));
        var set = await credentials.SetSecondFactorAsync(caller, "", secret, code, default);
        Assert.Null(set.Error);
        // The code that set it up does not sign in.
        core.Clock.Advance(TimeSpan.FromSeconds(60));
        return (await CallerAsync(caller.Session!.Value))!;
    }

    /// <summary>A new account, signed in by a link of an administrator.</summary>
    public async Task<Caller> ByLinkAsync(string name, params Grant[] grants)
    {
        var made = await core.Get<AccountService>()
            .CreateAccountAsync(Caller.System, name, null, grants, default);
        Assert.Null(made.Error);
        return await LinkAsync(name);
    }

    /// <summary>A session of an account that is there, by a fresh link.</summary>
    public async Task<Caller> LinkAsync(string name)
    {
        var signIn = core.Get<SignInService>();
        var link = (await signIn.CreateLinkAsync(Caller.System, name, default)).Value;
        return (await CallerAsync((await signIn.RedeemAsync(link.Code, Home, default)).Value))!;
    }

    public Task<Caller?> CallerAsync(Guid session) =>
        core.Get<Authenticator>().BySessionAsync(session, default);

    /// <summary>What the app of the account shows now.</summary>
    public async Task<string> CodeAsync(string name, int steps = 0)
    {
        await using var db = await core.OpenAsync();
        var credential = await db.Set<Credential>().SingleAsync(c => c.Account == name);
        return Totp.CodeOf(credential.TotpSecret!, Totp.StepAt(core.Clock.GetUtcNow()) + steps);
    }
}
