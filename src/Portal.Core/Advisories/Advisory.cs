namespace Portal.Advisories;

/// <summary>
/// A security problem of a component, told after its versions were published, which never change. It can be changed and
/// withdrawn, and stays for good.
/// </summary>
public sealed class Advisory
{
    public const int NameLength = 64;
    public const int SummaryLength = 500;
    public const int LinkLength = 500;
    public const int ReasonLength = 500;

    private AffectedVersions? _versions;

    private Advisory() { }

    /// <summary>UUID version 7: ids are in the order of <see cref="PublishedAt"/>.</summary>
    public Guid Id { get; private init; }

    public required string Component { get; init; }

    /// <summary>Such as <c>CVE-2026-1234</c>; one of a component. Several components may have one of the same name.</summary>
    public required string Name { get; init; }

    /// <summary>One of <c>Severities</c>.</summary>
    public string Severity { get; private set; } = "";

    /// <summary>One sentence.</summary>
    public string Summary { get; private set; } = "";

    /// <summary>https; shown, never fetched.</summary>
    public string? Link { get; private set; }

    /// <summary>Columns of <see cref="Versions"/>.</summary>
    internal string AffectedText { get; private set; } = "";

    internal string FixedText { get; private set; } = "";

    public AffectedVersions Versions =>
        _versions ??= AffectedVersions.Parse(AffectedText, FixedText);

    public required string PublishedBy { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    public string UpdatedBy { get; private set; } = "";

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Why it is none after all; null while it stands.</summary>
    public string? WithdrawnReason { get; private set; }

    public string? WithdrawnBy { get; private set; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>Counts changes: what one says who makes one, and the concurrency token.</summary>
    public long Revision { get; private set; } = 1;

    public bool IsWithdrawn => WithdrawnReason is not null;

    internal static Advisory Of(
        string component,
        string name,
        AdvisoryText text,
        string by,
        DateTimeOffset now
    )
    {
        var advisory = new Advisory
        {
            Id = Guid.CreateVersion7(now),
            Component = component,
            Name = name,
            PublishedBy = by,
            PublishedAt = now,
            UpdatedBy = by,
            UpdatedAt = now,
        };
        advisory.Say(text);
        return advisory;
    }

    /// <summary>True when it says this already.</summary>
    internal bool Says(AdvisoryText text) =>
        !IsWithdrawn
        && (Severity, Summary, Link, AffectedText, FixedText)
            == (
                text.Severity,
                text.Summary,
                text.Link,
                text.Versions.RangesText,
                text.Versions.FixesText
            );

    internal void Change(AdvisoryText text, string by, DateTimeOffset now)
    {
        RequireStanding();
        Say(text);
        (UpdatedBy, UpdatedAt) = (by, now);
        Revision++;
    }

    internal void Withdraw(string reason, string by, DateTimeOffset now)
    {
        RequireStanding();
        (WithdrawnReason, WithdrawnBy, WithdrawnAt) = (reason, by, now);
        (UpdatedBy, UpdatedAt) = (by, now);
        Revision++;
    }

    private void Say(AdvisoryText text)
    {
        (Severity, Summary, Link) = (text.Severity, text.Summary, text.Link);
        (AffectedText, FixedText) = (text.Versions.RangesText, text.Versions.FixesText);
        _versions = null;
    }

    private void RequireStanding()
    {
        if (IsWithdrawn)
        {
            throw new InvalidOperationException($"{Name} of {Component} was withdrawn.");
        }
    }
}
