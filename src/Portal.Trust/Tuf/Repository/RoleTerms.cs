namespace Portal.Trust.Tuf.Repository;

/// <summary>How long a signature of a role holds, when it is renewed, and when somebody has to be woken.</summary>
/// <param name="Lifetime">From signing to expiry.</param>
/// <param name="RenewAfter">From signing to the next one, without any change.</param>
public sealed record RoleTerms(TimeSpan Lifetime, TimeSpan RenewAfter)
{
    /// <summary>A quarter of the lifetime is left, and the renewal that was due long ago did not come.</summary>
    public TimeSpan AlarmAt => Lifetime * 0.75;
}
