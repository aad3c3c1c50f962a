using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Testing;

namespace Portal.Access;

/// <summary>The audit chain, on either database. Tampering is done as a thief of the database would: by SQL.</summary>
public abstract class AuditSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private TestCore _core = null!;

    public async Task InitializeAsync() => _core = await TestCore.CreateAsync(provider);

    public async Task DisposeAsync() => await _core.DisposeAsync();

    [Fact]
    public async Task A_save_without_an_audit_entry_throws_and_writes_nothing()
    {
        await using var db = await _core.OpenAsync();
        db.Add(Somebody("anna"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());

        Assert.Empty(await db.Principals().ToListAsync());
    }

    [Fact]
    public async Task Entries_are_numbered_without_gaps_and_the_chain_holds()
    {
        for (var i = 0; i < 5; i++)
        {
            await WriteAsync($"name-{i}");
        }

        await using var db = await _core.OpenAsync();
        Assert.Equal(
            [1L, 2, 3, 4, 5],
            await db.AuditEntries().OrderBy(e => e.Sequence).Select(e => e.Sequence).ToListAsync()
        );
        Assert.Equal(new AuditVerdict(5, null, null), await VerifyAsync());
    }

    [Fact]
    public async Task An_empty_log_holds() =>
        Assert.Equal(new AuditVerdict(0, null, null), await VerifyAsync());

    [Fact]
    public async Task A_save_that_came_too_late_holds_up_no_other()
    {
        await WriteAsync("anna");
        await using var late = await _core.OpenAsync();
        late.Remove(await late.Principals().SingleAsync());
        late.Audit(Caller.System, "test.remove", "anna");
        await using (var first = await _core.OpenAsync())
        {
            first.Remove(await first.Principals().SingleAsync());
            first.Audit(Caller.System, "test.remove", "anna");
            await first.SaveChangesAsync();
        }

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => late.SaveChangesAsync());

        // The context is still there, as in a job that now notes what became of it.
        Assert.Null(late.Database.CurrentTransaction);
        await WriteAsync("bert");
        Assert.Equal(new AuditVerdict(3, null, null), await VerifyAsync());
    }

    [Fact]
    public async Task Several_saves_in_one_transaction_continue_the_chain()
    {
        await using var db = await _core.OpenAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        for (var i = 0; i < 3; i++)
        {
            db.Add(Somebody($"name-{i}"));
            db.Audit(Caller.System, "test.write", $"name-{i}");
            await db.SaveChangesAsync();
        }

        await transaction.CommitAsync();

        Assert.Equal(new AuditVerdict(3, null, null), await VerifyAsync());
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_leaves_no_gap()
    {
        await WriteAsync("before");
        await using (var db = await _core.OpenAsync())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Audit(Caller.System, "test.write", "lost");
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        }

        await WriteAsync("after");

        Assert.Equal(new AuditVerdict(2, null, null), await VerifyAsync());
    }

    [Fact]
    public async Task A_failed_save_leaves_no_entry_and_its_context_can_save_again()
    {
        await using var db = await _core.OpenAsync();
        db.Add(Somebody("anna"));
        db.Audit(Caller.System, "test.write", "anna");
        await WriteAsync("anna");

        var failure = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync());
        Assert.True(failure.IsUniqueViolation());
        db.ChangeTracker.Clear();
        db.Audit(Caller.System, "test.write", "again");
        await db.SaveChangesAsync();

        Assert.Equal(new AuditVerdict(2, null, null), await VerifyAsync());
    }

    [Fact]
    public async Task Twenty_writers_at_once_make_one_chain()
    {
        const int writers = 20;
        const int each = 5;
        await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(w =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < each; i++)
                        {
                            await WriteAsync($"writer-{w}-{i}");
                        }
                    })
                )
        );

        Assert.Equal(new AuditVerdict(writers * each, null, null), await VerifyAsync());
        await using var db = await _core.OpenAsync();
        Assert.Equal(writers * each, await db.Principals().CountAsync());
    }

    [Theory]
    [InlineData("""UPDATE "AuditEntries" SET "Actor" = 'somebody-else' WHERE "Sequence" = 3""", 3)]
    [InlineData("""UPDATE "AuditEntries" SET "Detail" = 'harmless' WHERE "Sequence" = 5""", 5)]
    [InlineData(
        """UPDATE "AuditEntries" SET "Action" = 'x', "Subject" = 'y' WHERE "Sequence" = 1""",
        1
    )]
    [InlineData("""DELETE FROM "AuditEntries" WHERE "Sequence" = 1""", 1)]
    [InlineData("""DELETE FROM "AuditEntries" WHERE "Sequence" = 3""", 3)]
    [InlineData("""DELETE FROM "AuditEntries" WHERE "Sequence" > 3""", 4)]
    [InlineData("""DELETE FROM "AuditEntries" """, 1)]
    [InlineData("""DELETE FROM "AuditHead" """, 6)]
    [InlineData("""UPDATE "AuditHead" SET "Sequence" = 4""", 4)]
    // Two entries change places, and so do entries after a deleted one.
    [InlineData(
        """
            UPDATE "AuditEntries" SET "Sequence" = -2 WHERE "Sequence" = 2;
            UPDATE "AuditEntries" SET "Sequence" = 2 WHERE "Sequence" = 3;
            UPDATE "AuditEntries" SET "Sequence" = 3 WHERE "Sequence" = -2
            """,
        2
    )]
    [InlineData(
        """
            DELETE FROM "AuditEntries" WHERE "Sequence" = 4;
            UPDATE "AuditEntries" SET "Sequence" = 4 WHERE "Sequence" = 5;
            UPDATE "AuditHead" SET "Sequence" = 4
            """,
        4
    )]
    public async Task Tampering_is_found_where_it_begins(string sql, long at)
    {
        for (var i = 1; i <= 5; i++)
        {
            await WriteAsync($"name-{i}");
        }

        await using (var db = await _core.OpenAsync())
        {
            await db.Database.ExecuteSqlRawAsync(sql);
        }

        var verdict = await VerifyAsync();
        Assert.False(verdict.Holds);
        Assert.Equal(at, verdict.BrokenAt);
    }

    [Fact]
    public async Task An_entry_put_after_the_head_is_found()
    {
        await WriteAsync("anna");
        await using (var db = await _core.OpenAsync())
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO "AuditEntries" ("Id", "Sequence", "At", "Actor", "Action", "Subject", "Hash")
                SELECT '00000000-0000-0000-0000-000000000001', 2, "At", "Actor", "Action", "Subject", "Hash" FROM "AuditEntries"
                """.Replace(
                    "'00000000-0000-0000-0000-000000000001'",
                    provider == DatabaseProvider.PostgreSql
                        ? "'00000000-0000-0000-0000-000000000001'::uuid"
                        : "'00000000-0000-0000-0000-000000000001'",
                    StringComparison.Ordinal
                )
            );
        }

        Assert.Equal(2, (await VerifyAsync()).BrokenAt);
    }

    [Fact]
    public async Task The_log_is_listed_newest_first_by_page_and_filter()
    {
        for (var i = 1; i <= 3; i++)
        {
            await WriteAsync($"name-{i}");
        }

        var log = _core.Get<AuditLog>();
        var first = (await log.ListAsync(Caller.System, new(), new PageRequest(2), default)).Value;
        var second = (
            await log.ListAsync(Caller.System, new(), new PageRequest(2, first.Next), default)
        ).Value;
        var one = (
            await log.ListAsync(
                Caller.System,
                new AuditFilter("test.", "portal", "name-2"),
                PageRequest.First,
                default
            )
        ).Value;

        Assert.Equal([3L, 2], first.Items.Select(e => e.Sequence));
        Assert.Equal([1L], second.Items.Select(e => e.Sequence));
        Assert.Null(second.Next);
        Assert.Equal([2L], one.Items.Select(e => e.Sequence));
        Assert.Equal(
            AccessErrors.Forbidden.Code,
            (await log.ListAsync(Caller.Anonymous, new(), PageRequest.First, default)).Error!.Code
        );
    }

    private async Task WriteAsync(string name)
    {
        await using var db = await _core.OpenAsync();
        db.Add(Somebody(name));
        db.Audit(Caller.System, "test.write", name, "a detail");
        await db.SaveChangesAsync();
    }

    private Robot Somebody(string name) => new() { Name = name, CreatedAt = TestClock.Start };

    private Task<AuditVerdict> VerifyAsync() => _core.Get<AuditLog>().VerifyAsync(default);
}

public sealed class SqliteAuditTests() : AuditSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlAuditTests() : AuditSuite(DatabaseProvider.PostgreSql);
