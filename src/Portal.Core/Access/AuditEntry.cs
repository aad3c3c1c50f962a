using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portal.Protocol;

namespace Portal.Access;

/// <summary>
/// One write, in a chain: each hash covers the entry and the hash before it, so that altering, dropping or moving an entry
/// breaks every hash after it. Sequence and hash are given by <see cref="AuditInterceptor"/> in the transaction of the
/// write itself.
/// </summary>
public sealed class AuditEntry
{
    /// <summary>What the first entry's hash covers in place of a hash before it.</summary>
    public static readonly Digest Genesis = Digest.Of("guest-tools-portal audit log"u8);

    private AuditEntry() { }

    /// <summary>Names the row until it has its place in the chain; not part of the hash.</summary>
    internal Guid Id { get; private set; } = Guid.CreateVersion7();

    /// <summary>From 1, without gaps.</summary>
    public long Sequence { get; private set; }

    /// <summary>UTC, whole milliseconds, so that both databases give back what was hashed.</summary>
    public DateTimeOffset At { get; private set; }

    public required string Actor { get; init; }

    /// <summary>Concept and verb: <c>component.publish</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to: <c>qemu-guest-agent/7.2.22-1</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>A reason or a digest; never a secret.</summary>
    public string? Detail { get; init; }

    public Digest Hash { get; private set; }

    public bool IsSealed => Sequence > 0;

    public static AuditEntry Of(Caller caller, string action, string subject, string? detail = null)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new()
        {
            Actor = caller.Name,
            Action = action,
            Subject = subject,
            Detail = detail,
        };
    }

    internal void Seal(long sequence, DateTimeOffset now, Digest before)
    {
        Sequence = sequence;
        At = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        Hash = HashAfter(before);
    }

    /// <summary>SHA-256 over the hash before and the entry as a JSON array, which keeps the fields apart.</summary>
    internal Digest HashAfter(Digest before)
    {
        var fields = JsonSerializer.SerializeToUtf8Bytes<object?[]>([
            before.Hex,
            Sequence,
            At.ToUnixTimeMilliseconds(),
            Actor,
            Action,
            Subject,
            Detail,
        ]);
        return Digest.Of(fields);
    }
}
