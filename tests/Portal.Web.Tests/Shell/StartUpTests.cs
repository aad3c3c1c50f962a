using System.Diagnostics;
using Portal.Testing;

namespace Portal.Shell;

/// <summary>What an operator did wrong ends in one line and exit code 1.</summary>
public sealed class StartUpTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_data_folder_in_use_is_one_line()
    {
        await using var portal = await TestPortal.StartAsync();
        var (code, errors) = await RunAsync($"--PORTAL_DATA={portal.Data}");
        AssertOneLine(code, errors, "holds portal.lock");
    }

    [Fact]
    public async Task A_taken_port_is_one_line_and_the_data_folder_is_free_again()
    {
        await using var portal = await TestPortal.StartAsync();
        var taken = $"--urls={portal.Address.GetLeftPart(UriPartial.Authority)}";
        for (var i = 0; i < 2; i++)
        {
            await TestSchema.CreateAsync(
                Data.DatabaseTarget.Parse(null, Prepared("data/portal.db"))
            );
            var (code, errors) = await RunAsync($"--PORTAL_DATA={_folder["data"]}", taken);
            AssertOneLine(code, errors, "ASPNETCORE_URLS");
        }
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Database=x;Username=x", "The database cannot be used")]
    [InlineData("mysql://x", "ConnectionStrings__Portal")]
    [InlineData("Data Source=/proc/none/x.db", "The database cannot be used")]
    public async Task A_database_that_cannot_be_used_is_one_line(string database, string says)
    {
        var (code, errors) = await RunAsync(
            $"--PORTAL_DATA={_folder["data"]}",
            $"--ConnectionStrings:Portal={database}"
        );
        AssertOneLine(code, errors, says);
    }

    [Fact]
    public async Task A_short_admin_token_is_one_line_that_does_not_repeat_it()
    {
        var (code, errors) = await RunAsync(
            $"--PORTAL_DATA={_folder["data"]}",
            "--PORTAL_ADMIN_TOKEN=hunter2"
        );
        AssertOneLine(code, errors, "PORTAL_ADMIN_TOKEN has fewer than 32 characters");
        Assert.DoesNotContain("hunter2", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_is_no_address_is_one_line()
    {
        var (code, errors) = await RunAsync(
            $"--PORTAL_DATA={_folder["data"]}",
            "--Proxies:0=nginx"
        );
        AssertOneLine(code, errors, "'nginx'");
    }

    [Theory]
    [InlineData("--ConnectionStrings:Portal=Host=127.0.0.1;Port=1;Database=x;Username=x")]
    [InlineData("--PORTAL_ADMIN_TOKEN=short")]
    public async Task The_process_ends_with_that_line_and_nothing_else(string setting)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (
            var argument in (string[])
                [
                    typeof(PortalApp).Assembly.Location,
                    $"--PORTAL_DATA={_folder["data"]}",
                    "--urls=http://127.0.0.1:0",
                    setting,
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal("", await output);
        AssertOneLine(process.ExitCode, errors, "");
    }

    [Fact]
    public async Task Our_own_mistake_is_thrown() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            StartUp.ReportAsync(() => throw new InvalidOperationException("a bug"), TextWriter.Null)
        );

    private string Prepared(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        return _folder[name];
    }

    private static async Task<(int Code, string Errors)> RunAsync(params string[] args)
    {
        using var errors = new StringWriter();
        var code = await StartUp.ReportAsync(
            async () =>
            {
                string[] all = ["--urls=http://127.0.0.1:0", .. args];
                await using var portal = PortalApp.Create(all, TextWriter.Null);
                await portal.StartAsync();
            },
            errors
        );
        return (code, errors.ToString());
    }

    private static void AssertOneLine(int code, string errors, string says)
    {
        Assert.Equal(1, code);
        Assert.Contains(says, errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
