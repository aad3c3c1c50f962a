namespace Portal.Trust.OpenPgp;

/// <summary>gpg is missing, refused or failed. The message ends in gpg's own words; no secret passes through them.</summary>
public sealed class GpgException : Exception
{
    public GpgException(string message)
        : base(message) => Stderr = [];

    public GpgException(string message, Exception inner)
        : base(message, inner) => Stderr = [];

    internal GpgException(string message, IReadOnlyList<string> stderr)
        : base(stderr.Count == 0 ? message : $"{message} {string.Join(" | ", stderr)}") =>
        Stderr = stderr;

    /// <summary>What gpg wrote to its standard error, without status lines; at most the last 20 lines.</summary>
    public IReadOnlyList<string> Stderr { get; }
}
