namespace Portal.Installer.Tests.Guests;

/// <summary>A disc in a guest of rpm, which is a folder: no guest of a family of rpm can be made of Debian's packages.</summary>
[Trait("Speed", "Slow")]
public sealed class RpmRootTests : IDisposable
{
    private readonly Guest _guest = new();

    public RpmRootTests() => Rpms.Prepare(_guest);

    [Fact]
    public async Task An_assembled_disc_is_installed_updated_rolled_back_and_leaves_nothing()
    {
        // The first transaction makes rpm's own database.
        Assert.Equal(0, Rpms.Run(_guest, "--initdb").ExitCode);
        // As the package "filesystem" makes it: rpm takes away no folder that it was not told of.
        Directory.CreateDirectory(Path.Combine(_guest.Root, "usr/share"));
        var before = Everything();
        await BurnAsync("1.0");
        Assert.Equal("0 agent:installed", Run("install"));
        Assert.Equal("1.0-1", Rpms.Installed(_guest, "tool"));
        Assert.Equal("0 agent:current", Run("status"));
        Assert.Equal("11 agent:current", Run("install"));

        // Each package needs the other one in its own version, so they go together.
        await BurnAsync("1.10");
        Assert.Equal("0 agent:outdated", Run("status"));
        Assert.Equal("0 agent:updated", Run("update"));
        Assert.Equal("1.10-1", Rpms.Installed(_guest, "needy"));

        await BurnAsync("1.0");
        Assert.Equal("11 agent:newer", Run("install"));
        Assert.Equal("0 agent:downgraded", Run("rollback"));
        Assert.Equal("1.0-1", Rpms.Installed(_guest, "tool"));

        Assert.Equal("0 agent:removed", Run("uninstall"));
        Assert.Equal("", Rpms.Run(_guest, "-qa").Output);
        Assert.Equal(before, Everything());
    }

    public void Dispose() => _guest.Dispose();

    private Task BurnAsync(string version) =>
        new RealDisc(version)
            .With(
                $"component: agent\nversion: \"{version}\"\nsummary: An agent\nlicense: MIT\ninstall:\n"
                    + "  - when: { family: [fedora, rhel] }\n    rpm: [needy.rpm, tool.rpm]\n",
                ("needy.rpm", File.ReadAllBytes(Rpms.Built($"needy-{version}"))),
                ("tool.rpm", File.ReadAllBytes(Rpms.Built($"tool-{version}")))
            )
            .BurnAsync(_guest.Disc.Path);

    private string Run(string verb)
    {
        var (code, result) = _guest.RunJson("dash", verb);
        Assert.Equal(code, result.GetProperty("exit").GetInt32());
        return GuestRun.Summary(result);
    }

    /// <summary>Every file of the guest but rpm's database and what the installer keeps.</summary>
    private string Everything() =>
        string.Join(
            '\n',
            Directory
                .EnumerateFileSystemEntries(_guest.Root, "*", SearchOption.AllDirectories)
                .Where(path =>
                    !path.StartsWith(_guest.State, StringComparison.Ordinal)
                    && !path.Contains("/var/lib/rpm/", StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal)
        );
}
