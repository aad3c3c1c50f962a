namespace Portal.Setup.Runs;

/// <summary>What became of a component.</summary>
internal sealed class Outcome
{
    private Outcome(string status, int failure, string? reason)
    {
        Status = status;
        Failure = failure;
        Reason = reason;
    }

    /// <summary>A word of docs/formats.md.</summary>
    public string Status { get; private set; }

    /// <summary>An exit code; 0 when nothing failed.</summary>
    public int Failure { get; }

    /// <summary>One line for people; null: none.</summary>
    public string? Reason { get; private set; }

    /// <summary>Its tool asks for a reboot.</summary>
    public bool AsksReboot { get; private set; }

    /// <summary>It was done, would be, or is as it should be.</summary>
    public static Outcome Of(string status, string? reason = null) => new(status, 0, reason);

    /// <summary>Something was changed.</summary>
    public static Outcome Changed(string status, bool asksReboot, string? reason = null) =>
        new(status, 0, reason) { AsksReboot = asksReboot };

    public static Outcome Failed(string reason, int exit = ExitCode.Failed) =>
        new("failed", exit, reason);

    /// <summary>It cannot be told.</summary>
    public static Outcome Unknown(string reason) => new("unknown", ExitCode.Failed, reason);

    /// <summary>What it requires failed.</summary>
    public static Outcome Blocked(string reason) => new("blocked", ExitCode.Dependency, reason);

    /// <summary>The owner does not want it.</summary>
    public static Outcome Forbidden(string reason) => new("blocked", 0, reason);

    public bool IsChange =>
        Status is "installed" or "updated" or "downgraded" or "removed"
        || Status.StartsWith("would-", System.StringComparison.Ordinal);

    public bool IsAsItShouldBe =>
        Status is "current" or "newer" or "outdated" or "kept" or "absent";

    /// <summary>The same, and why somebody has to reboot.</summary>
    public void NeedsReboot() =>
        Reason = Reason == null ? "reboot needed" : Reason + "; reboot needed";
}
