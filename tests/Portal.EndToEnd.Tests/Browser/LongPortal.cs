using Microsoft.Data.Sqlite;
using Portal.Testing;

namespace Portal.EndToEnd.Browser;

/// <summary>A portal whose every list is long. One row of each is made by the API; the others are copies of it.</summary>
public sealed class LongPortal : IAsyncDisposable
{
    /// <summary>More than a page of any list.</summary>
    private const int Rows = 200;

    // With it a name of some words has nearly the 63 characters that a name may have.
    private const string Number =
        "printf('of-many-guests-of-many-kinds-and-of-more-of-them-%03d', n)";

    private LongPortal(FilledPortal filled) => Filled = filled;

    public FilledPortal Filled { get; }

    public static async Task<LongPortal> StartAsync()
    {
        var filled = await FilledPortal.StartAsync();
        await GrowAsync(filled.Portal);
        return new(filled);
    }

    public ValueTask DisposeAsync() => Filled.DisposeAsync();

    private static async Task GrowAsync(TestPortal portal)
    {
        var rows = new RowClones(
            new SqliteConnectionStringBuilder(portal.Database.ConnectionString).DataSource
        );
        await rows.CopyAsync(
            "Projects",
            "Name = 'qemu'",
            Rows,
            ("Name", $"'upstream-' || {Number}")
        );
        const string component = $"'agent-' || {Number}";
        await rows.CopyAsync("Components", "Name = 'qemu-guest-agent'", Rows, ("Name", component));
        await rows.CopyAsync(
            "ComponentVersions",
            "Component = 'qemu-guest-agent' AND Version = '8.2.2-1'",
            Rows,
            ("Component", component)
        );
        await rows.CopyAsync(
            "ComponentVersions",
            "Component = 'qemu-guest-agent' AND Version = '7.2.22-1'",
            Rows,
            ("Version", "'7.1.' || n")
        );
        await rows.CopyAsync(
            "Products",
            $"Name = '{FilledPortal.Product}'",
            Rows,
            ("Id", Id('1')),
            ("Name", $"'tools-' || {Number}")
        );
        await rows.CopyAsync(
            "Releases",
            "Version = '4.2'",
            Rows,
            ("Id", Id('2')),
            ("Version", "'3.' || n")
        );
        const string release = "(SELECT Id FROM Releases WHERE Version = '4.2')";
        await rows.CopyAsync(
            "ReleaseComponents",
            $"ReleaseId = {release}",
            Rows,
            ("ReleaseId", Id('2'))
        );
        await rows.CopyAsync("Images", $"ReleaseId = {release}", Rows, ("ReleaseId", Id('2')));
        await rows.CopyAsync(
            "Advisories",
            "Name = 'CVE-2026-1234'",
            Rows,
            ("Id", Id('6')),
            ("Name", "printf('CVE-2026-%05d', n)")
        );
        await rows.CopyAsync(
            "Hosts",
            "Error = 'cli.host.download'",
            Rows,
            ("Id", "printf('%032x', n)"),
            ("Holds", "'3.' || n"),
            ("Error", "'cli.host.as-long-as-a-code-of-an-error-may-be-at-the-very-most-' || n")
        );
        await GrowPeopleAsync(rows);
    }

    private static async Task GrowPeopleAsync(RowClones rows)
    {
        const string person = $"'somebody-' || {Number}";
        await rows.CopyAsync(
            "Principals",
            $"Name = '{FilledPortal.Maintainer}'",
            Rows,
            ("Name", person)
        );
        await rows.CopyAsync(
            "Grants",
            $"Holder = '{FilledPortal.Maintainer}'",
            Rows,
            ("Holder", person)
        );
        const string robot = $"'machine-' || {Number}";
        await rows.CopyAsync("Principals", "Name = 'qemu-ci'", Rows, ("Name", robot));
        await rows.CopyAsync("Grants", "Holder = 'qemu-ci'", Rows, ("Holder", robot));
        await rows.CopyAsync(
            "ApiTokens",
            "Owner = 'qemu-ci'",
            Rows,
            ("Id", "printf('token%05d', n)"),
            ("Owner", robot),
            ("Hash", Hash('3'))
        );
        await rows.CopyAsync("Invitations", "1", Rows, ("Id", Id('4')), ("Hash", Hash('4')));
        await rows.CopyAsync(
            "ProjectRequests",
            "1",
            Rows,
            ("Id", Id('5')),
            ("Name", $"'to-be-' || {Number}")
        );
    }

    // As EF writes them; the digit keeps the ids of one table from those of another.
    private static string Id(char table) => $"printf('{table}%07d-0000-7000-8000-000000000000', n)";

    private static string Hash(char table) => $"printf('{table}%063d', n)";
}
