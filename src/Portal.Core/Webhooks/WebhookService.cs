using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Products;
using Portal.Protocol.Access;
using Portal.Protocol.Webhooks;

namespace Portal.Webhooks;

/// <summary>A webhook that was made, and the secret, which is not told again.</summary>
public sealed record CreatedWebhook(Webhook Webhook, string Secret);

/// <summary>A webhook and how it stands.</summary>
/// <param name="Waiting">How many messages are not taken yet.</param>
/// <param name="Last">What it was told last; null: nothing yet.</param>
public sealed record WebhookStanding(Webhook Webhook, int Waiting, WebhookDelivery? Last);

/// <summary>Webhooks of a product, to be seen and managed by its release managers and administrators.</summary>
public sealed class WebhookService(
    IDbContextFactory<PortalDb> factory,
    IOptions<WebhookOptions> options,
    TimeProvider clock
)
{
    public const int MaxOfProduct = 20;

    /// <summary>Makes a webhook with a secret of its own.</summary>
    /// <param name="url">https, at most <see cref="Webhook.UrlLength"/> characters.</param>
    public async Task<Result<CreatedWebhook>> CreateAsync(
        Caller caller,
        string product,
        string? url,
        CancellationToken cancellationToken
    )
    {
        if (!May(caller, product))
        {
            return Refuse(product);
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var found = await db.Products()
            .SingleOrDefaultAsync(p => p.Name == product, cancellationToken);
        if (found is null)
        {
            return NoProduct(product);
        }

        if (Problem(url?.Trim()) is { } problem)
        {
            return WebhookErrors.InvalidUrl.With(problem);
        }

        if (
            await db.Webhooks().CountAsync(w => w.ProductId == found.Id, cancellationToken)
            >= MaxOfProduct
        )
        {
            return WebhookErrors.TooMany;
        }

        var hook = Webhook.Of(found.Id, product, url!.Trim(), caller.Name, clock.GetUtcNow());
        db.Add(hook);
        Audit(db, caller, "webhook.create", hook);
        await db.SaveChangesAsync(cancellationToken);
        return new CreatedWebhook(hook, hook.Secret);
    }

    /// <summary>Last made first; there are at most <see cref="MaxOfProduct"/>, or a few more of them that were made at once.</summary>
    public async Task<Result<IReadOnlyList<WebhookStanding>>> ListAsync(
        Caller caller,
        string product,
        CancellationToken cancellationToken
    )
    {
        if (!May(caller, product))
        {
            return Refuse(product);
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (!await db.Products().AnyAsync(p => p.Name == product, cancellationToken))
        {
            return NoProduct(product);
        }

        var hooks = await db.Webhooks()
            .Where(w => w.Product == product)
            .OrderByDescending(w => w.CreatedAt)
            .ThenByDescending(w => w.Id)
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<WebhookStanding>>.Of(
            await StandingAsync(db, hooks, cancellationToken)
        );
    }

    /// <summary>One webhook.</summary>
    public async Task<Result<WebhookStanding>> FindAsync(
        Caller caller,
        string product,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var found = await RequireAsync(db, caller, product, id, cancellationToken);
        return found.TryGet(out var hook, out var error)
            ? (await StandingAsync(db, [hook], cancellationToken))[0]
            : error;
    }

    /// <summary>It is told nothing more, and what it was told is forgotten.</summary>
    public async Task<Result<Done>> RemoveAsync(
        Caller caller,
        string product,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var found = await RequireAsync(db, caller, product, id, cancellationToken);
        if (!found.TryGet(out var hook, out var error))
        {
            return error;
        }

        db.Remove(hook);
        Audit(db, caller, "webhook.remove", hook);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return NoSuch(product, id);
        }

        return Done.Value;
    }

    /// <summary>May see and change the product's webhooks.</summary>
    public static bool May(Caller caller, string product)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.May(product, Roles.ReleaseManager);
    }

    /// <summary>A webhook, for those who may see it.</summary>
    internal static async Task<Result<Webhook>> RequireAsync(
        PortalDb db,
        Caller caller,
        string product,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        if (!May(caller, product))
        {
            return Refuse(product);
        }

        var hook = await db.Webhooks()
            .SingleOrDefaultAsync(w => w.Product == product && w.Id == id, cancellationToken);
        return hook is null ? NoSuch(product, id) : hook;
    }

    private static Error Refuse(string product) =>
        WebhookErrors.Forbidden.With(
            $"Only release managers of {product}, and administrators, see and change its webhooks."
        );

    private static Error NoSuch(string product, Guid id) =>
        WebhookErrors.NotFound.With($"{product} has no webhook {id}.");

    /// <summary>The address's host alone: its path may be what the receiver keeps secret.</summary>
    internal static void Audit(PortalDb db, Caller caller, string action, Webhook hook) =>
        db.Audit(caller, action, $"{hook.Product}/{hook.Id}", new Uri(hook.Url).Host);

    private static Error NoProduct(string product) =>
        ProductErrors.NotFound.With($"There is no product '{product}'.");

    private static async Task<IReadOnlyList<WebhookStanding>> StandingAsync(
        PortalDb db,
        List<Webhook> hooks,
        CancellationToken cancellationToken
    )
    {
        var ids = hooks.Select(w => w.Id).ToList();
        var told = db.WebhookDeliveries().Where(d => ids.Contains(d.WebhookId));
        var last = await told.Where(d =>
                !db.Set<WebhookDelivery>()
                    .Any(o => o.WebhookId == d.WebhookId && o.Number > d.Number)
            )
            .ToDictionaryAsync(d => d.WebhookId, cancellationToken);
        var waiting = await told.Where(d => d.EndedAt == null)
            .GroupBy(d => d.WebhookId)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return
        [
            .. hooks.Select(w => new WebhookStanding(
                w,
                waiting.GetValueOrDefault(w.Id),
                last.GetValueOrDefault(w.Id)
            )),
        ];
    }

    private string? Problem(string? url)
    {
        if (
            url is not { Length: > 0 and <= Webhook.UrlLength }
            || url.Any(char.IsControl)
            || !Uri.TryCreate(url, UriKind.Absolute, out var uri)
            || uri.Host.Length == 0
        )
        {
            return $"It is no address of at most {Webhook.UrlLength} characters.";
        }

        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            return "It has a user name or a fragment.";
        }

        if (
            uri.Scheme != Uri.UriSchemeHttps
            && !(options.Value.AllowLoopback && uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)
        )
        {
            return $"It begins with {uri.Scheme}: and not with https:";
        }

        // Names are looked up when something is sent, and each time anew.
        return
            IPAddress.TryParse(uri.IdnHost, out var address)
            && !PublicAddress.MayReach(address, options.Value)
            ? $"Not everybody can reach {address}."
            : null;
    }
}
