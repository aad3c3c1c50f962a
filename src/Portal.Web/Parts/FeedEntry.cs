namespace Portal.Parts;

/// <summary>One entry of an <see cref="AtomFeed"/>.</summary>
/// <param name="Id">As <see cref="AtomFeed.IdOf"/> or <see cref="AtomFeed.IdOf(Guid)"/> makes it: the same for ever, wherever the portal moves.</param>
/// <param name="Title">Text, such as <c>guest-tools 4.4</c>.</param>
/// <param name="Href">The page, from this portal's root: <c>/products/guest-tools/releases/4.4</c>.</param>
/// <param name="Author">Account, robot or project.</param>
/// <param name="PublishedAt">When it came to be.</param>
/// <param name="UpdatedAt">When something about it changed that a reader should hear of; otherwise as published.</param>
/// <param name="Html">What is new, as safe HTML: <see cref="Markup.ToHtml"/> of what strangers wrote.</param>
public sealed record FeedEntry(
    string Id,
    string Title,
    string Href,
    string Author,
    DateTimeOffset PublishedAt,
    DateTimeOffset UpdatedAt,
    string Html
)
{
    /// <summary>Words by which readers sort: <c>release</c>, <c>component-version</c>, <c>withdrawn</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];
}
