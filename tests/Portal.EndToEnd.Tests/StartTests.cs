using Portal.Data;

namespace Portal.EndToEnd;

public sealed class StartTests
{
    [Fact]
    public async Task A_second_process_on_the_same_data_folder_says_why_it_does_not_start()
    {
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        var (exit, errors) = await site.Portal.TrySecondAsync();
        Assert.Equal(1, exit);
        Assert.Contains(
            "Another portal is running on the data folder",
            errors,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_start_prints_a_one_time_sign_in_link_and_no_token()
    {
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        Assert.Contains(
            $"{site.Portal.Url}/sign-in/",
            site.Portal.Output,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            PortalProcess.AdminToken,
            site.Portal.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Nobody_but_the_owner_gets_at_the_keys()
    {
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        var keys = Path.Combine(site.Portal.Data, "keys");
        const UnixFileMode Others = (UnixFileMode)0b000_111_111;
        // gpg keeps a public copy at 0644; a closed folder closes what is in it.
        foreach (
            var folder in Directory
                .GetDirectories(keys, "*", SearchOption.AllDirectories)
                .Append(keys)
        )
        {
            Assert.True((File.GetUnixFileMode(folder) & Others) == UnixFileMode.None, folder);
        }

        foreach (var file in Directory.GetFiles(keys, "*.pem", SearchOption.AllDirectories))
        {
            Assert.True((File.GetUnixFileMode(file) & Others) == UnixFileMode.None, file);
        }
    }
}
