namespace Portal.Parts;

/// <summary>What a colour means, everywhere; shape and word say it too.</summary>
public enum Tone
{
    /// <summary>Not yet, none, of no consequence.</summary>
    Idle,

    /// <summary>Passed.</summary>
    Ok,

    /// <summary>Failed, withdrawn: stands in the way.</summary>
    Bad,

    /// <summary>Works, look at it.</summary>
    Warn,

    /// <summary>At work.</summary>
    Run,
}

public static class Tones
{
    /// <summary>The class of <c>portal.css</c>.</summary>
    public static string Css(this Tone tone) =>
        tone switch
        {
            Tone.Ok => "ok",
            Tone.Bad => "bad",
            Tone.Warn => "warn",
            Tone.Run => "run",
            _ => "idle",
        };

    /// <summary>The icon that goes with it where nothing more exact is known.</summary>
    public static string Icon(this Tone tone) =>
        tone switch
        {
            Tone.Ok => "ok",
            Tone.Bad => "bad",
            Tone.Warn => "warn",
            Tone.Run => "run",
            _ => "wait",
        };
}
