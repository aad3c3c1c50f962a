using Portal.Data;

namespace Portal.Shell;

/// <summary>Reads a page's <c>?cursor=</c>. One that no list gave begins at the start: a reader has no use for an error there.</summary>
public static class PageCursor
{
    public static PageRequest Read(string? cursor, int rows) =>
        new PageQuery(rows, cursor).Read().TryGet(out var request, out _) ? request : new(rows);
}
