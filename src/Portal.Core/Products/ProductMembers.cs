using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Access;

namespace Portal.Products;

/// <summary>
/// A product's members: the accounts and robots that hold its role. They and administrators decide; the last one stays
/// unless an administrator removes it.
/// </summary>
public sealed class ProductMembers(ProductService products, ScopeMembers members)
{
    private static readonly string[] MemberRoles = [Roles.ReleaseManager];

    /// <summary>By name. Members of the product and administrators see the list.</summary>
    public async Task<Result<Page<Member>>> ListAsync(
        Caller caller,
        string product,
        PageRequest page,
        CancellationToken cancellationToken
    ) =>
        await CheckAsync(caller, product, cancellationToken) is { } refused
            ? refused
            : await members.ListAsync(product, MemberRoles, page, cancellationToken);

    /// <summary>Makes the account or robot a release manager.</summary>
    public async Task<Result<Member>> SetAsync(
        Caller caller,
        string product,
        string name,
        string role,
        CancellationToken cancellationToken
    )
    {
        if (await CheckAsync(caller, product, cancellationToken) is { } refused)
        {
            return refused;
        }

        return MemberRoles.Contains(role)
            ? await members.SetAsync(caller, product, MemberRoles, name, role, cancellationToken)
            : ProductErrors.InvalidRole.With($"'{role}' is no role of a member.");
    }

    public async Task<Result<Done>> RemoveAsync(
        Caller caller,
        string product,
        string name,
        CancellationToken cancellationToken
    )
    {
        if (await CheckAsync(caller, product, cancellationToken) is { } refused)
        {
            return refused;
        }

        var removed = await members.RemoveAsync(
            caller,
            product,
            MemberRoles,
            name,
            cancellationToken
        );
        return removed.Error?.Code == AccessErrors.GrantNotHeld.Code
            ? ProductErrors.NotAMember.With($"{name} is no member of {product}.")
            : removed;
    }

    private async Task<Error?> CheckAsync(
        Caller caller,
        string product,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.May(product, MemberRoles))
        {
            return AccessErrors.Forbidden.With(
                $"Only release managers of {product} and administrators see and decide on its members."
            );
        }

        return await products.FindAsync(product, cancellationToken) is null
            ? ProductErrors.NotFound.With($"There is no product '{product}'.")
            : null;
    }
}
