using Portal.Access;

namespace Portal.Health;

/// <summary>Whether the audit log is what was written.</summary>
internal sealed class AuditCheckup(AuditLog log) : ICheckup
{
    public string Name => "audit";

    public bool NeedsDatabase => true;

    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        var verdict = await log.VerifyAsync(cancellationToken);
        return
        [
            verdict.Holds
                ? HealthFinding.Ok(Name, $"The chain of {verdict.Entries} entries holds.")
                : HealthFinding.Error(
                    Name,
                    $"The chain breaks at entry {verdict.BrokenAt}: {verdict.Reason}",
                    "Somebody or something changed the database past the portal. Compare with the newest backup, and find out who could."
                ),
        ];
    }
}
