namespace Portal.Data;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Limit">1 to <see cref="MaxLimit"/>.</param>
/// <param name="After">Key of the last item of the page before; null: from the start.</param>
public readonly record struct PageRequest(int Limit, string? After = null)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 500;

    public static PageRequest First { get; } = new(DefaultLimit);

    /// <summary>How many rows to read: one more than asked, which tells whether there is a next page.</summary>
    public int Take => Limit + 1;
}

/// <summary>One page of a list.</summary>
/// <param name="Next">Key of its last item when there are more; otherwise null.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

public static class PageOf
{
    /// <summary>Cuts rows read with <see cref="PageRequest.Take"/> to a page.</summary>
    public static Page<T> Cut<T>(List<T> rows, PageRequest request, Func<T, string> key)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(key);
        return rows.Count <= request.Limit
            ? new(rows, null)
            : new(rows[..request.Limit], key(rows[request.Limit - 1]));
    }
}
