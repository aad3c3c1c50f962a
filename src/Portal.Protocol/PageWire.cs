namespace Portal.Protocol;

/// <summary>One page of a list.</summary>
/// <param name="Items">In the list's own order.</param>
/// <param name="Next">Opaque cursor for <c>?cursor=</c>; null on the last page.</param>
public sealed record PageWire<T>(IReadOnlyList<T> Items, string? Next);
