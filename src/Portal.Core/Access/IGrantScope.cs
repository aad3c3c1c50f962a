namespace Portal.Access;

/// <summary>
/// Tells whether the thing that a role is for exists. The concept that has the thing brings one; a role for whose scope there
/// is none is taken as it is named.
/// </summary>
public interface IGrantScope
{
    /// <summary>What the scope names, in a word: <c>project</c>.</summary>
    string Kind { get; }

    /// <summary>The roles that are given for it.</summary>
    IReadOnlySet<string> Roles { get; }

    Task<bool> ExistsAsync(string scope, CancellationToken cancellationToken);
}
