using Portal.Cli.Packages;
using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Packages;

/// <summary>What is read of a package, held against the tools of its own kind.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly WorkFolder _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("gzip")]
    [InlineData("none")]
    [InlineData("xz")]
    [InlineData("zstd")]
    public async Task Of_a_debian_package_it_reads_what_dpkg_reads(string compression)
    {
        var file = _work.At("a.deb");
        await Built.DebAsync(
            file,
            compression,
            "1:7.2-1~deb12",
            more: "Homepage: https://example.org\nPre-Depends: dpkg (>= 1.20)\nDepends: libc6 (>= 2.34),\n libglib2.0-0 | libglib2.0-0t64\n"
        );

        var read = Read(file, DebControl.Read);

        Assert.Equal(await FieldAsync("Package"), read.Package);
        Assert.Equal(await FieldAsync("Version"), read.Version);
        Assert.Equal(await FieldAsync("Architecture"), read.Architecture);
        Assert.Equal(await FieldAsync("Homepage"), read.Homepage);
        Assert.Equal((await FieldAsync("Description")).Split('\n')[0], read.Summary);
        Assert.Equal(
            "dpkg (>= 1.20), libc6 (>= 2.34), libglib2.0-0 | libglib2.0-0t64",
            read.Depends
        );

        async Task<string> FieldAsync(string name) =>
            await OutputAsync("dpkg-deb", "-f", file, name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_an_rpm_it_reads_what_rpm_reads(bool isSource)
    {
        var file = _work.At("a.rpm");
        await Built.RpmAsync(file, isSource: isSource);

        var read = Read(file, RpmHeader.Read);

        Assert.Equal(
            await OutputAsync(
                "rpm",
                "-qp",
                "--qf",
                "%{NAME}|%{EPOCH}:%{VERSION}-%{RELEASE}|%{ARCH}|%{SUMMARY}|%{LICENSE}|%{URL}|%{SOURCEPACKAGE}",
                file
            ),
            $"{read.Package}|{read.Version}|{read.Architecture}|{read.Summary}|{read.License}|{read.Homepage}|{(read.IsSource ? "1" : "(none)")}"
        );
    }

    [Theory]
    [InlineData("x64", "x64", "My Agent")]
    [InlineData("x86", "Intel", "Größe")]
    [InlineData("x64", "x64", "Агент für 東京")]
    public async Task Of_an_msi_it_reads_what_msiinfo_reads(
        string architecture,
        string template,
        string name
    )
    {
        var file = _work.At("a.msi");
        await Built.MsiAsync(file, architecture, name);

        var read = Read(file, MsiPackage.Read);

        var properties = (await OutputAsync("msiinfo", "export", file, "Property"))
            .Split('\n')
            // The names of the columns, their types, the name of the table.
            .Skip(3)
            .Select(line => line.TrimEnd('\r').Split('\t'))
            .Where(fields => fields.Length == 2)
            .ToDictionary(fields => fields[0], fields => fields[1], StringComparer.Ordinal);
        Assert.Equal(name, read.Product);
        Assert.Equal(properties["ProductName"], read.Product);
        Assert.Equal(properties["ProductVersion"], read.Version);
        Assert.Equal(properties["Manufacturer"], read.Manufacturer);
        Assert.Equal(properties["ProductCode"], read.ProductCode);
        Assert.Equal(template, read.Architecture);
        Assert.Contains(
            $"Template: {read.Architecture};",
            await OutputAsync("msiinfo", "suminfo", file),
            StringComparison.Ordinal
        );
    }

    private static T Read<T>(string file, Func<Stream, T> read)
    {
        using var stream = File.OpenRead(file);
        return read(stream);
    }

    private static async Task<string> OutputAsync(string program, params string[] arguments)
    {
        var answer = await Tool.RunAsync(program, arguments);
        Assert.True(answer.ExitCode == 0, answer.Error);
        return answer.Out.TrimEnd('\n');
    }
}
