namespace Portal.Protocol.Releases;

/// <summary>The states of a release, in the order in which it passes them.</summary>
public static class ReleaseStates
{
    public const string Queued = "queued";
    public const string Signing = "signing";
    public const string Assembling = "assembling";
    public const string Ready = "ready";
    public const string Failed = "failed";

    /// <summary>Stays downloadable with a warning; is never newly installed.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Answers 410: law or malware.</summary>
    public const string Removed = "removed";

    public static readonly IReadOnlyList<string> All =
    [
        Queued,
        Signing,
        Assembling,
        Ready,
        Failed,
        Withdrawn,
        Removed,
    ];

    /// <summary>True when no job will change it any more.</summary>
    public static bool IsFinal(string state) => state is Ready or Failed or Withdrawn or Removed;
}
