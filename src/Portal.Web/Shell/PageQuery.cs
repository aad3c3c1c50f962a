using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol;

namespace Portal.Shell;

/// <summary>
/// The query of every list: <c>?limit=&amp;cursor=</c>. A cursor is the key of the last item, made opaque, so that nobody
/// builds one by hand.
/// </summary>
/// <param name="Limit">1-500; missing: 100.</param>
/// <param name="Cursor"><c>next</c> of the page before.</param>
public readonly record struct PageQuery(
    [property: FromQuery] int? Limit,
    [property: FromQuery] string? Cursor
)
{
    public Result<PageRequest> Read()
    {
        var limit = Limit ?? PageRequest.DefaultLimit;
        if (limit is < 1 or > PageRequest.MaxLimit)
        {
            return RequestErrors.InvalidParameter.With(
                $"limit is {limit}; it goes from 1 to {PageRequest.MaxLimit}."
            );
        }

        if (Cursor is null)
        {
            return new PageRequest(limit);
        }

        return Base64Url.IsValid(Cursor)
            ? new PageRequest(limit, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(Cursor)))
            : RequestErrors.InvalidParameter.With("cursor is not one that a list gave.");
    }
}

public static class PageMapping
{
    public static PageWire<TWire> ToWire<T, TWire>(this Page<T> page, Func<T, TWire> map)
    {
        ArgumentNullException.ThrowIfNull(page);
        return new([.. page.Items.Select(map)], page.Cursor());
    }

    /// <summary>What <c>?cursor=</c> takes to go on after this page; null on the last.</summary>
    public static string? Cursor<T>(this Page<T> page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.Next is null
            ? null
            : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(page.Next));
    }
}
