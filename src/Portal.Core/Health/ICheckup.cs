namespace Portal.Health;

/// <summary>One thing that <c>portal doctor</c> looks at. It changes nothing.</summary>
public interface ICheckup
{
    /// <summary>The first part of its findings' names.</summary>
    string Name { get; }

    /// <summary>False: it can be asked while the database is away.</summary>
    bool NeedsDatabase { get; }

    /// <param name="deep">Read every byte, however long that takes.</param>
    /// <returns>Everything that was found, in any order; an <see cref="Severity.Ok"/> where all is well.</returns>
    Task<IReadOnlyList<HealthFinding>> RunAsync(bool deep, CancellationToken cancellationToken);
}
