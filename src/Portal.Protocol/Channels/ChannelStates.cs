namespace Portal.Protocol.Channels;

/// <summary>The states of a channel.</summary>
public static class ChannelStates
{
    /// <summary>Its role in the update repository waits for the signature that delegates to it.</summary>
    public const string AwaitingDelegation = "awaiting-delegation";

    /// <summary>Can be promoted and followed.</summary>
    public const string Live = "live";

    /// <summary>For good: keeps its last pointer for whoever looks, and serves nothing.</summary>
    public const string Retired = "retired";
}

/// <summary>The kinds of channels: a product's own three, which are called as their kind, and those of distros.</summary>
public static class ChannelKinds
{
    public const string Candidate = "candidate";
    public const string Testing = "testing";
    public const string Stable = "stable";

    /// <summary>Belongs to a distro, whose maintainers alone promote it.</summary>
    public const string Distro = "distro";

    /// <summary>A product's own, in the order in which a release usually passes them.</summary>
    public static readonly IReadOnlyList<string> OfProduct = [Candidate, Testing, Stable];
}

/// <summary>How the letting out of a channel's release stands.</summary>
public static class RolloutStates
{
    /// <summary>The share that is let out may take it.</summary>
    public const string Running = "running";

    /// <summary>Nobody takes it now; who has it keeps it.</summary>
    public const string Paused = "paused";

    /// <summary>As paused, because something is wrong with it; what everybody is handed is the release before.</summary>
    public const string Halted = "halted";

    /// <summary>Who has it goes back to the release before.</summary>
    public const string RolledBack = "rolled-back";
}

/// <summary>What can be done to a channel, as its history calls it.</summary>
public static class ChannelActions
{
    public const string Create = "create";

    /// <summary>Pointed to another release.</summary>
    public const string Promote = "promote";

    /// <summary>The same release was let out further.</summary>
    public const string LetOut = "let-out";

    /// <summary>Pointed back to the release before.</summary>
    public const string Undo = "undo";

    public const string Pause = "pause";
    public const string Resume = "resume";
    public const string Halt = "halt";
    public const string Rollback = "rollback";
    public const string Settings = "settings";
    public const string Retire = "retire";
}
