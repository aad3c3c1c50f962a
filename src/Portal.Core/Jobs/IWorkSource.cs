namespace Portal.Jobs;

/// <summary>
/// One kind of background work. What is due stands in the concept's own state rows, which are the truth: the scheduler
/// only runs what they say, and whatever it forgets (a crash, a lost node) the sweep finds in them again.
/// </summary>
public interface IWorkSource
{
    /// <summary>A verb, the first half of the job's key: <c>assemble</c> in <c>assemble:0198...</c>.</summary>
    string Kind { get; }

    /// <summary>Ids of the rows whose work is due now, oldest first.</summary>
    Task<IReadOnlyList<Guid>> DueAsync(CancellationToken cancellationToken);

    /// <summary>How much is due, and since when; asked only while somebody measures.</summary>
    async Task<WorkQueue> QueueAsync(CancellationToken cancellationToken) =>
        new((await DueAsync(cancellationToken)).Count, OldestDueAt: null);

    /// <summary>
    /// Does the work of one row, from wherever the last attempt left it. It writes progress, attempts and errors to its
    /// row and throws only when cancelled. It may be called again for work that is done, and by two nodes at once.
    /// </summary>
    Task RunAsync(Guid id, CancellationToken cancellationToken);
}
