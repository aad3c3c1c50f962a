namespace Portal.Protocol.Jobs;

/// <summary>Where a job stands.</summary>
public static class JobStates
{
    /// <summary>For its turn, or for the next attempt after a failure.</summary>
    public const string Waiting = "waiting";

    public const string Running = "running";

    /// <summary>Given up until somebody runs it again.</summary>
    public const string Failed = "failed";

    public const string Done = "done";

    public static readonly IReadOnlyList<string> All = [Waiting, Running, Failed, Done];
}
