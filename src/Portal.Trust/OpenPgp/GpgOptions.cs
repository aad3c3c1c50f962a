namespace Portal.Trust.OpenPgp;

/// <summary>Which programs are run, and what new keys are like.</summary>
public sealed record GpgOptions
{
    /// <summary>Name on PATH, or path, of gpg 2.2 or later.</summary>
    public string Gpg { get; init; } = "gpg";

    /// <summary>Name on PATH, or path, of the gpgconf that belongs to it.</summary>
    public string GpgConf { get; init; } = "gpgconf";

    /// <summary>
    /// How long a new key is valid, whole days; null (the default) is for ever. A signature is refused by verifiers once its
    /// key has expired, so a lifetime also ends the time in which published images can be checked.
    /// </summary>
    public TimeSpan? KeyLifetime { get; init; }

    /// <summary>How many signatures are made at the same time; further ones wait. At least 1, default 8.</summary>
    public int MaxConcurrency { get; init; } = 8;
}
