using Portal.Problems;

namespace Portal.Access;

/// <summary>Refuses roles for what does not exist: a typing slip would be a role that nobody sees.</summary>
internal sealed class GrantScopes(IEnumerable<IGrantScope> scopes)
{
    /// <summary>The error of the first grant that makes no sense or names nothing that exists; null when all are good.</summary>
    public async Task<Error?> CheckAsync(
        IReadOnlyCollection<Grant> grants,
        CancellationToken cancellationToken
    )
    {
        if (GrantRules.Check(grants) is { } invalid)
        {
            return invalid;
        }

        foreach (var grant in grants.Where(g => g.Scope is not null))
        {
            foreach (var kind in scopes.Where(s => s.Roles.Contains(grant.Role)))
            {
                if (!await kind.ExistsAsync(grant.Scope!, cancellationToken))
                {
                    return AccessErrors.NoSuchScope.With(
                        $"There is no {kind.Kind} '{grant.Scope}', for which {grant.Role} would be given."
                    );
                }
            }
        }

        return null;
    }
}
