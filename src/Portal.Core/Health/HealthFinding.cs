namespace Portal.Health;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Not asked, because something else must be mended first.</summary>
    Skipped,

    /// <summary>It works, and somebody should look.</summary>
    Warning,

    /// <summary>Something does not work, or is lost.</summary>
    Error,
}

/// <summary>What a check says.</summary>
/// <param name="Check">Its stable name: <c>keys.openpgp</c>.</param>
/// <param name="Message">One sentence without secrets.</param>
/// <param name="Advice">What to do; null when there is nothing to do.</param>
public sealed record HealthFinding(
    string Check,
    Severity Severity,
    string Message,
    string? Advice = null
)
{
    public static HealthFinding Ok(string check, string message) =>
        new(check, Severity.Ok, message);

    public static HealthFinding Warning(string check, string message, string advice) =>
        new(check, Severity.Warning, message, advice);

    public static HealthFinding Error(string check, string message, string advice) =>
        new(check, Severity.Error, message, advice);
}
