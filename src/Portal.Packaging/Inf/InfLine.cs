namespace Portal.Packaging.Inf;

/// <summary>One line of a section: <c>key = value, value</c>, or values alone. Quotes and comments are gone.</summary>
/// <param name="Key">What stands before the first '='; null without one. Its <c>%name%</c>s stand as written.</param>
/// <param name="Values">Parted by commas; empty ones in between are kept. Their <c>%name%</c>s stand as written.</param>
public sealed record InfLine(string? Key, IReadOnlyList<string> Values);
