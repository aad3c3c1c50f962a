namespace Portal.Cli.Tests.Testing;

/// <summary>The real clock, moved: timers run as they do, the date is another one.</summary>
internal sealed class MovedTime : TimeProvider
{
    public TimeSpan By { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
}
