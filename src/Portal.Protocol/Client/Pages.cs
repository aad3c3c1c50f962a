using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;

namespace Portal.Protocol.Client;

/// <summary>Walks a list page by page, as far as the caller reads.</summary>
internal static class Pages
{
    /// <summary>As many as the portal gives at once.</summary>
    private const int Limit = 200;

    public static async IAsyncEnumerable<T> ReadAsync<T>(
        PortalTransport transport,
        string path,
        JsonTypeInfo<PageWire<T>> type,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? cursor = null;
        do
        {
            var request = PortalRequest.Get(
                ApiPath.WithQuery(path, ("cursor", cursor), ("limit", ApiPath.Text(Limit)))
            );
            var page = await transport
                .SendAsync(request, type, cancellationToken)
                .ConfigureAwait(false);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            // A cursor that stands still would be read for ever.
            if (page.Next is not null && page.Next == cursor)
            {
                throw new PortalException(
                    PortalFailure.NotAPortal,
                    $"The list at {path} does not advance."
                );
            }

            cursor = page.Next;
        } while (cursor is not null);
    }
}
