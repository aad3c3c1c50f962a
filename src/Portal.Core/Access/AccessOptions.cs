namespace Portal.Access;

/// <summary>How people and programs come in.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>Least length of <see cref="AdminToken"/>, in characters.</summary>
    public const int AdminTokenLength = 32;

    /// <summary>
    /// <c>PORTAL_ADMIN_TOKEN</c>: the first administrator's token for automation, any secret of at least
    /// <see cref="AdminTokenLength"/> characters. It acts as the account <c>admin</c>. Null: there is none.
    /// </summary>
    public string? AdminToken { get; set; }

    /// <summary>
    /// <c>Access__RequireSecondFactor</c>: whoever signs in by password needs a code as well, and sets it up before anything
    /// else. Default true.
    /// </summary>
    public bool RequireSecondFactor { get; set; } = true;

    /// <summary>Longest life of a sign-in link.</summary>
    public static TimeSpan SignInLinkLife { get; } = TimeSpan.FromMinutes(15);

    /// <summary>A session ends when it was not used for this long.</summary>
    public static TimeSpan SessionIdle { get; } = TimeSpan.FromHours(24);

    /// <summary>How exactly the last use of a token or session is kept: a write per request would be dear.</summary>
    public static TimeSpan LastUsedGrain { get; } = TimeSpan.FromMinutes(1);
}
