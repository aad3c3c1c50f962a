using System.Text.Json;
using Portal.Data;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Health;

/// <summary>The verb, on settings and on portals that are there or not.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Beside_a_running_portal_all_is_well() => AllIsWellAsync(DatabaseProvider.Sqlite);

    [Fact]
    [Trait("Database", "PostgreSql")]
    public Task Beside_a_running_portal_on_postgresql_all_is_well() =>
        AllIsWellAsync(DatabaseProvider.PostgreSql);

    private static async Task AllIsWellAsync(DatabaseProvider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var (exit, output) = await RunAsync(
            "doctor",
            $"--PORTAL_DATA={portal.Data}",
            $"--ConnectionStrings:Portal={portal.Database.ConnectionString}"
        );
        Assert.True(exit == 0, output);
        Assert.DoesNotContain("ERROR", output, StringComparison.Ordinal);
        Assert.Contains("keys.openpgp", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_made_where_no_portal_is()
    {
        var (exit, output) = await RunAsync("doctor", $"--PORTAL_DATA={_folder["data"]}");
        Assert.Equal(1, exit);
        Assert.Contains("There is no data folder", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Settings_that_are_wrong_or_unknown_are_told_all_at_once_in_json()
    {
        var (exit, output) = await RunAsync(
            "doctor",
            "--json",
            $"--PORTAL_DATA={_folder["data"]}",
            "--Uploads:MaxFiles=0",
            "--Jobs:Workers=1000",
            "--Blobs:Gracee=1",
            "--urls=http://0.0.0.0:8080"
        );
        Assert.Equal(1, exit);
        using var document = JsonDocument.Parse(output);
        Assert.Equal("error", document.RootElement.GetProperty("status").GetString());
        var findings = document
            .RootElement.GetProperty("findings")
            .EnumerateArray()
            .Select(f =>
                $"{f.GetProperty("severity").GetString()} {f.GetProperty("check").GetString()} {f.GetProperty("message").GetString()}"
            )
            .ToList();
        foreach (
            var expected in (string[])
                ["MaxFiles", "Workers", "Blobs__Gracee is no setting", "0.0.0.0:8080 without TLS"]
        )
        {
            Assert.Contains(findings, f => f.Contains(expected, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("--Proxies:0=nginx", "'nginx'")]
    [InlineData("--Uploads:MaxFiles=many", "Uploads:MaxFiles")]
    [InlineData("--ConnectionStrings:Portal=mysql://x", "ConnectionStrings__Portal")]
    public async Task A_setting_that_cannot_be_read_is_a_finding(string setting, string says)
    {
        var (exit, output) = await RunAsync("doctor", $"--PORTAL_DATA={_folder["data"]}", setting);
        Assert.Equal(1, exit);
        Assert.Contains(says, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_away_is_told_and_what_hangs_on_it_is_skipped()
    {
        await using var portal = await TestPortal.StartAsync();
        var (exit, output) = await RunAsync(
            "doctor",
            $"--PORTAL_DATA={portal.Data}",
            "--ConnectionStrings:Portal=Host=127.0.0.1;Port=1;Database=x;Username=x"
        );
        Assert.Equal(1, exit);
        Assert.Contains("The database cannot be used", output, StringComparison.Ordinal);
        Assert.Contains("skipped  audit", output, StringComparison.Ordinal);
        Assert.Contains("ok       keys.disc", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bakup")]
    [InlineData("backup")]
    [InlineData("backup", "x", "--verify", "y")]
    [InlineData("backup", "x", "--keys", "y", "--no-keys")]
    [InlineData("restore")]
    [InlineData("doctor", "--depp")]
    public async Task A_command_line_that_makes_no_sense_is_exit_code_2(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Assert.Equal(2, await PortalCommand.RunAsync(arguments, output, errors));
        Assert.Contains("See 'portal --help'", errors.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists("x"));
    }

    [Fact]
    public async Task Help_names_the_verbs_and_version_the_version()
    {
        var (exit, help) = await RunAsync("--help");
        Assert.Equal(0, exit);
        Assert.All(
            (string[])["portal", "backup", "restore", "doctor"],
            verb => Assert.Contains(verb, help, StringComparison.Ordinal)
        );
        var (_, version) = await RunAsync("--version");
        Assert.Matches(@"^\d+\.\d+\.\d+", version);
    }

    private static async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = await PortalCommand.RunAsync(arguments, output, errors);
        return (exit, output.ToString() + errors);
    }
}
