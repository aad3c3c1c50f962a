using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Search;

/// <summary>
/// The order of bytes on both databases. SQLite has no other; PostgreSQL orders by the collation of the database, in which a
/// hyphen may count for nothing.
/// </summary>
internal static class OrdinalOrder
{
    public static IOrderedQueryable<T> ThenByOrdinal<T>(
        this IOrderedQueryable<T> query,
        PortalDb db,
        Expression<Func<T, string>> key
    )
    {
        if (!db.Database.IsNpgsql())
        {
            return query.ThenBy(key);
        }

        Expression<Func<string, string>> collate = text => EF.Functions.Collate(text, "C");
        var body = (MethodCallExpression)collate.Body;
        return query.ThenBy(
            Expression.Lambda<Func<T, string>>(
                body.Update(null, [body.Arguments[0], key.Body, body.Arguments[2]]),
                key.Parameters
            )
        );
    }
}
