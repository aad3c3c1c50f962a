using Portal.Packaging.Archives;
using Portal.Packaging.Drivers;
using Portal.Packaging.Linting;
using Portal.Testing.Signing;
using Portal.Trust.Authenticode;

namespace Portal.Packaging.Tests.Drivers;

/// <summary>What the check of a component says of the drivers in it.</summary>
public sealed class DriverReportTests : IDisposable
{
    private static readonly AuthenticodeVerifier Verifier = new(
        TrustedRoots.Programme.With(CodeAuthority.Microsoft.Root),
        TimeProvider.System
    );

    private static readonly Lazy<Signer> LazyWhql = new(() =>
        CodeAuthority.Microsoft.Issue("Hardware", CodeAuthority.CodeSigning, CodeAuthority.Hardware)
    );
    private static readonly Lazy<Signer> LazyAttested = new(() =>
        CodeAuthority.Microsoft.Issue(
            "Attesting",
            CodeAuthority.CodeSigning,
            CodeAuthority.Attested
        )
    );

    private readonly string _folder = Directory.CreateTempSubdirectory("gtp-drivers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_signed_driver_that_is_offered_where_it_fits_has_no_remark()
    {
        Manifest("platform: win10, arch: x86_64");
        Put(new SampleDriver { Signer = LazyWhql.Value });

        var report = await CheckBothAsync();

        Assert.Empty(report.Remarks);
        var driver = Assert.Single(report.Drivers);
        Assert.Equal(
            ("driver/netx.inf", SignatureClass.Whql, "Net", "100.101.104.27100"),
            (driver.Path, driver.Class, driver.Inf.Class, driver.Inf.Version)
        );
        var standing = Assert.Single(driver.Standings);
        Assert.Equal(
            ("x86_64", "driver/netx.cat", "2:10.0", "Hardware"),
            (standing.Architecture, standing.Catalog, standing.Systems, standing.Signature!.Signer)
        );
        Assert.Equal(["driver/netx.cat", "driver/netx.sys"], report.Signatures.Keys);
        Assert.All(report.Signatures.Values, s => Assert.Equal(SignatureClass.Whql, s.Class));
        Assert.Equal(
            [("driver/netx.inf", "driver/netx.cat"), ("driver/netx.sys", "driver/netx.cat")],
            report.Members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => (m.Key, m.Value))
        );
    }

    [Fact]
    public async Task A_catalog_of_old_signs_by_sha1()
    {
        var driver = new SampleDriver { Signer = LazyWhql.Value };
        Manifest("platform: win10, arch: x86_64");
        Put(driver);
        var files = driver.Files.Where(f => !f.Name.EndsWith(".cat", StringComparison.Ordinal));
        Put(
            "driver/netx.cat",
            SampleCatalog.Sign(
                [.. files],
                LazyWhql.Value,
                hash: System.Security.Cryptography.HashAlgorithmName.SHA1
            )
        );

        Assert.Equal(SignatureClass.Whql, Assert.Single((await CheckBothAsync()).Drivers).Class);
    }

    [Theory]
    [InlineData("platform: win7, arch: x86_64", "win7 on x86_64")]
    [InlineData("platform: [win10, win8.1], arch: x86_64", "win8.1 on x86_64")]
    [InlineData("platform: win10", "win10 on x86, win10 on aarch64")]
    public async Task An_offer_that_no_models_cover_is_named(string when, string named)
    {
        Manifest(when);
        Put(new SampleDriver { Signer = LazyWhql.Value });

        var remark = Assert.Single(
            (await CheckBothAsync()).Remarks,
            r => r.Rule == "driver.not-covered"
        );

        Assert.Equal(("component.yaml", 6), (remark.Path, remark.Line));
        Assert.Contains($"offered to {named},", remark.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NTamd64.10.0", "win10", true)]
    [InlineData("NTamd64.6.1", "win10", true)]
    [InlineData("NTamd64", "win7", true)]
    [InlineData("NTamd64.10.0.1", "win10", true)]
    [InlineData("NTamd64.10.0.1", "win2k19", false)]
    [InlineData("NTamd64.10.0.3", "win2k19", true)]
    [InlineData("NTamd64.10.0...17763", "win2k16", false)]
    [InlineData("NTamd64.10.0...17763", "win2k19", true)]
    [InlineData("NTamd64.10.0...17763", "win11", true)]
    [InlineData("NTx86.10.0", "win10", false)]
    [InlineData("NT.10.0", "win10", false)]
    public async Task A_decoration_covers_what_windows_takes_it_for(
        string decoration,
        string platform,
        bool covers
    )
    {
        Manifest($"platform: {platform}, arch: x86_64");
        Put(
            new SampleDriver
            {
                Signer = LazyWhql.Value,
                Decorations = [decoration],
                Systems = null,
            }
        );

        var remarks = (await CheckBothAsync()).Remarks;

        Assert.Equal(!covers, remarks.Any(r => r.Rule == "driver.not-covered"));
    }

    [Fact]
    public async Task Models_for_later_builds_alone_are_named_unless_the_entry_says_so()
    {
        Put(new SampleDriver { Signer = LazyWhql.Value, Decorations = ["NTamd64.10.0...16299"] });
        Manifest("platform: win10, arch: x86_64");
        Assert.Contains((await CheckBothAsync()).Remarks, r => r.Rule == "driver.late-builds");

        Manifest("platform: win10, arch: x86_64, build: '>=16299'");
        Assert.Empty((await CheckBothAsync()).Remarks);
    }

    [Fact]
    public async Task A_driver_without_a_catalog_is_unsigned()
    {
        Manifest("platform: win10, arch: x86_64");
        Put(new SampleDriver());

        var report = await CheckBothAsync();

        Assert.Equal(SignatureClass.None, Assert.Single(report.Drivers).Class);
        Assert.Equal("driver.unsigned", Assert.Single(report.Remarks).Rule);
    }

    [Fact]
    public async Task A_file_that_its_catalog_does_not_sign_is_named()
    {
        Manifest("platform: win10, arch: x86_64");
        Put(new SampleDriver { Signer = LazyWhql.Value });
        Put("driver/netx.sys", SamplePe.Make("another"));

        var report = await CheckBothAsync();

        Assert.Equal(SignatureClass.Broken, Assert.Single(report.Drivers).Class);
        var remark = Assert.Single(report.Remarks);
        Assert.Equal("driver.not-in-catalog", remark.Rule);
        Assert.Contains("driver/netx.sys", remark.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_that_does_not_hold_is_named_by_its_file()
    {
        Manifest("platform: win10, arch: x86_64");
        var driver = new SampleDriver { Signer = LazyWhql.Value };
        Put(driver);
        var sys = driver.Files.Single(f => f.Name == "netx.sys").Content;
        sys[0x300] ^= 1;
        Put("driver/netx.sys", sys);

        var remark = Assert.Single(
            (await CheckBothAsync()).Remarks,
            r => r.Rule == "signature.broken"
        );

        Assert.Equal("driver/netx.sys", remark.Path);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        Manifest("platform: win10, arch: x86_64");
        Put(new SampleDriver { Signer = LazyWhql.Value });
        File.Delete(Path.Combine(_folder, "driver", "netx.sys"));

        Assert.Equal("driver.file-missing", Assert.Single((await CheckBothAsync()).Remarks).Rule);
    }

    [Fact]
    public async Task A_test_signature_and_one_of_a_publisher_are_named()
    {
        Manifest("platform: win10, arch: x86_64");
        Put(
            new SampleDriver
            {
                Signer = CodeAuthority.Unknown.Issue("Me", CodeAuthority.CodeSigning),
            }
        );
        Assert.Equal("driver.test-signed", Assert.Single((await CheckBothAsync()).Remarks).Rule);

        Put(
            new SampleDriver
            {
                Signer = CodeAuthority.Microsoft.Issue("Firm", CodeAuthority.CodeSigning),
            }
        );
        Assert.Equal("driver.publisher", Assert.Single((await CheckBothAsync()).Remarks).Rule);
    }

    [Theory]
    [InlineData("win10", false)]
    [InlineData("win11", false)]
    [InlineData("win2k22", true)]
    [InlineData("win7", true)]
    public async Task An_attested_driver_is_for_clients_from_windows_10_on(
        string platform,
        bool isNamed
    )
    {
        Manifest($"platform: {platform}, arch: x86_64");
        Put(
            new SampleDriver
            {
                Signer = LazyAttested.Value,
                Decorations = ["NTamd64.6.1"],
                Systems = "2:6.1,2:10.0",
            }
        );

        Assert.Equal(
            isNamed,
            (await CheckBothAsync()).Remarks.Any(r => r.Rule == "driver.attested")
        );
    }

    [Theory]
    [InlineData("2:6.1", true)]
    [InlineData("2:6.1,2:6.3", false)]
    [InlineData("2:6.x", false)] // not judged
    [InlineData("", false)]
    public async Task The_systems_of_a_catalog_are_compared_with_the_offer(
        string systems,
        bool isNamed
    )
    {
        Manifest("platform: [win7, win8.1], arch: x86_64");
        Put(
            new SampleDriver
            {
                Signer = LazyWhql.Value,
                Decorations = ["NTamd64.6.1"],
                Systems = systems,
            }
        );

        Assert.Equal(
            isNamed,
            (await CheckBothAsync()).Remarks.Any(r => r.Rule == "driver.systems")
        );
    }

    [Fact]
    public async Task A_catalog_for_one_architecture_is_that_ones()
    {
        Manifest("platform: win10, arch: x86_64");
        Put(new SampleDriver { Signer = LazyWhql.Value });
        var inf = File.ReadAllText(Path.Combine(_folder, "driver", "netx.inf"));
        Put(
            "driver/netx.inf",
            System.Text.Encoding.ASCII.GetBytes(
                inf.Replace("CatalogFile =", "CatalogFile.NTamd64 =", StringComparison.Ordinal)
            )
        );

        // Its own bytes changed, so that the catalog is found and does not have it.
        Assert.Equal("driver.not-in-catalog", Assert.Single((await CheckBothAsync()).Remarks).Rule);
    }

    [Fact]
    public async Task An_inf_that_no_entry_offers_is_shown_without_remarks()
    {
        Manifest("os: windows", "msi: setup.msi");
        Put("setup.msi", "nothing"u8.ToArray());
        Put(new SampleDriver());
        Put("autorun.inf", "[autorun]\r\nopen=setup.exe\r\n"u8.ToArray());

        var report = await CheckBothAsync();

        Assert.Equal("driver/netx.inf", Assert.Single(report.Drivers).Path);
        Assert.Empty(report.Remarks);
    }

    private void Manifest(string when, string what = "inf: driver/*.inf") =>
        Put(
            "component.yaml",
            System.Text.Encoding.UTF8.GetBytes(
                $$"""
                component: netx
                version: 1.0
                summary: A driver
                license: MIT
                install:
                  - when: { {{when}} }
                    {{what}}

                """
            )
        );

    private void Put(SampleDriver driver) => driver.WriteTo(Path.Combine(_folder, "driver"));

    private void Put(string path, byte[] content)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, content);
    }

    private async Task<DriverReport> CheckBothAsync()
    {
        var folder = await ComponentCheck.CheckDirectoryAsync(
            _folder,
            ArchiveLimits.Default,
            verifier: Verifier
        );
        Assert.Empty(folder.Findings);
        await using var archive = new MemoryStream();
        await DirectoryPacker.WriteAsync(
            _folder,
            folder.Contents!,
            ArchiveKind.Tar,
            archive,
            default
        );
        archive.Position = 0;
        var packed = await ComponentCheck.CheckArchiveAsync(
            archive,
            ArchiveLimits.Default,
            HashOnlySink.Instance,
            verifier: Verifier
        );

        // A folder is looked into otherwise than an archive, and says the same.
        Assert.Equal(folder.Remarks, packed.Remarks);
        Assert.Equal(
            folder.Drivers!.Drivers.Select(d => (d.Path, d.Class)),
            packed.Drivers!.Drivers.Select(d => (d.Path, d.Class))
        );
        Assert.Equal(folder.Drivers.Signatures, packed.Drivers.Signatures);
        Assert.Equal(folder.Drivers.Members, packed.Drivers.Members);
        return packed.Drivers;
    }
}
