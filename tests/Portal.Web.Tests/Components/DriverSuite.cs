using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Data;
using Portal.Products;
using Portal.Protocol;
using Portal.Protocol.Components;
using Portal.Protocol.Products;
using Portal.Protocol.Projects;
using Portal.Protocol.Releases;
using Portal.Shell;
using Portal.Testing;
using Portal.Testing.Signing;
using Portal.Trust.Authenticode;

namespace Portal.Components;

/// <summary>
/// What the portal reads of Windows drivers at upload, shows and demands. Microsoft's part is played by an authority of the
/// tests.
/// </summary>
public abstract class DriverSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private static readonly Lazy<Signer> LazyWhql = new(() =>
        CodeAuthority.Microsoft.Issue(
            "Hardware Compatibility Publisher",
            CodeAuthority.CodeSigning,
            CodeAuthority.Hardware
        )
    );

    private TestPortal _portal = null!;
    private HttpClient _admin = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync(
            provider,
            new TestPortalOptions(
                new Dictionary<string, string> { ["Jobs:Enabled"] = "false" },
                builder =>
                    builder.Services.Replace(
                        ServiceDescriptor.Singleton(
                            new AuthenticodeVerifier(
                                TrustedRoots.Programme.With(CodeAuthority.Microsoft.Root),
                                TimeProvider.System
                            )
                        )
                    )
            )
        );
        _admin = _portal.Admin();
        await (
            await _admin.PostAsync("/api/v1/projects", new ProjectCreateWire("virtio", "Virtio"))
        ).ReadAsync<ProjectWire>();
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task Signatures_and_catalogs_stand_beside_the_files()
    {
        await PublishAsync("1.0", new SampleDriver { Signer = LazyWhql.Value });

        var files = await GetAsync<PageWire<FileWire>>("netx", "1.0", "files");

        var sys = files.Items.Single(f => f.Path == "driver/netx.sys");
        Assert.Equal(
            new SignatureWire("whql", true, "Hardware Compatibility Publisher", null, null),
            sys.Signature
        );
        Assert.Equal("driver/netx.cat", sys.Catalog);
        var inf = files.Items.Single(f => f.Path == "driver/netx.inf");
        Assert.Equal((null, "driver/netx.cat"), (inf.Signature, inf.Catalog));
        var manifest = files.Items.Single(f => f.Path == "component.yaml");
        Assert.Equal((null, null), (manifest.Signature, manifest.Catalog));
    }

    [Fact]
    public async Task A_drivers_facts_are_told_by_api_and_page()
    {
        await PublishAsync("1.0", new SampleDriver { Signer = LazyWhql.Value });

        var told = await GetAsync<DriversWire>("netx", "1.0", "drivers");
        var html = await _portal.Anonymous().GetStringAsync("/components/netx/1.0");

        Assert.Empty(told.Remarks!);
        var driver = Assert.Single(told.Drivers);
        Assert.Equal(
            ("driver/netx.inf", "whql", "whql", "Sample, Inc.", "Net", "100.101.104.27100"),
            (
                driver.Inf,
                driver.Class,
                driver.Offered,
                driver.Provider,
                driver.SetupClass,
                driver.Version
            )
        );
        Assert.Equal(new DateOnly(2024, 8, 13), driver.Date);
        Assert.Equal([new DriverSystemWire("x86_64", "10.0", null, null)], driver.Systems);
        Assert.Equal(
            [new DriverDeviceWire("Sample Adapter", @"PCI\VEN_1AF4&DEV_1000")],
            driver.Devices
        );
        Assert.Equal("2:10.0", Assert.Single(driver.Architectures).Systems);
        Assert.Contains("WHQL", html, StringComparison.Ordinal);
        Assert.Contains("Hardware Compatibility Publisher", html, StringComparison.Ordinal);
        Assert.Contains("PCI\\VEN_1AF4&amp;DEV_1000", html, StringComparison.Ordinal);
        Assert.DoesNotContain("To be looked at", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_driver_is_said_and_stops_no_upload()
    {
        var driver = new SampleDriver { Signer = LazyWhql.Value };
        await PublishAsync(
            "1.0",
            driver,
            [new CatalogFile("netx.sys", SamplePe.Make("something else"))]
        );

        var told = await GetAsync<DriversWire>("netx", "1.0", "drivers");
        var html = await _portal.Anonymous().GetStringAsync("/components/netx/1.0");

        var remark = Assert.Single(told.Remarks!);
        Assert.Equal("driver.not-in-catalog", remark.Rule);
        Assert.Equal(
            ["driver/netx.sys"],
            Assert.Single(Assert.Single(told.Drivers).Architectures).Strangers
        );
        Assert.Contains("To be looked at", html, StringComparison.Ordinal);
        Assert.Contains("driver.not-in-catalog, line 6", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_product_that_demands_a_class_refuses_a_release_with_less()
    {
        await PublishAsync("1.0", new SampleDriver { Signer = LazyWhql.Value });
        await PublishAsync(
            "2.0",
            new SampleDriver
            {
                Signer = CodeAuthority.Unknown.Issue("Me", CodeAuthority.CodeSigning),
            }
        );
        var made = await (
            await _admin.PostAsync(
                "/api/v1/products",
                new ProductCreateWire("tools", "Tools", [new("netx")], DriverSignature: "attested")
            )
        ).ReadAsync<ProductWire>();
        Assert.Equal("attested", made.DriverSignature);

        var problem = await (await ReleaseAsync("1", null)).ProblemAsync(
            HttpStatusCode.UnprocessableEntity,
            ProductErrors.Unresolvable.Code
        );

        var finding = Assert.Single(problem.Findings!, f => f.Rule == DriverDemand.Rule);
        Assert.Equal("netx", finding.Path);
        Assert.Contains("is test-signed", finding.Message, StringComparison.Ordinal);
        var html = await _admin.GetStringAsync("/products/tools/releases/new?version=1");
        Assert.Contains("is test-signed", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await ReleaseAsync("1", "1.0")).StatusCode);
    }

    [Fact]
    public async Task What_is_demanded_is_changed_with_the_recipe_and_words_are_checked()
    {
        await (
            await _admin.PostAsync(
                "/api/v1/products",
                new ProductCreateWire("tools", "Tools", [new("netx")])
            )
        ).ReadAsync<ProductWire>();

        var changed = await (
            await _admin.PutAsync(
                "/api/v1/products/tools",
                new ProductUpdateWire("Tools", [new("netx")], "whql")
            )
        ).ReadAsync<ProductWire>();
        Assert.Equal("whql", changed.DriverSignature);
        var problem = await (
            await _admin.PutAsync(
                "/api/v1/products/tools",
                new ProductUpdateWire("Tools", [new("netx")], "best")
            )
        ).ProblemAsync(HttpStatusCode.UnprocessableEntity, ProductErrors.Invalid.Code);
        Assert.Equal("product.driver-signature", Assert.Single(problem.Findings!).Rule);
        var html = await _admin.GetStringAsync("/products/tools/recipe/edit");
        Assert.Contains("<option value=\"whql\" selected", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_of_an_older_portal_is_looked_into_before_it_is_released_and_at_the_next_start()
    {
        await PublishAsync("1.0", new SampleDriver { Signer = LazyWhql.Value });
        await ForgetAsync();
        Assert.Null((await GetAsync<DriversWire>("netx", "1.0", "drivers")).Remarks);

        var offered = await _portal.Get<ComponentDrivers>().OfferedAsync("netx", "1.0", default);
        Assert.Equal("whql", Assert.Single(offered).Offered);
        Assert.NotNull((await GetAsync<DriversWire>("netx", "1.0", "drivers")).Remarks);

        await ForgetAsync();
        await _portal.RestartAsync();
        _admin = _portal.Admin();
        var drivers = _portal.Get<ComponentDrivers>();
        await Until.TrueAsync(
            async () => (await drivers.FindAsync("netx", "1.0", default))!.Remarks is not null,
            "the next start looks into the version"
        );
    }

    private async Task PublishAsync(
        string version,
        SampleDriver driver,
        IReadOnlyList<CatalogFile>? instead = null
    )
    {
        using var sample = new SampleComponent("netx", version);
        sample.Write(
            "component.yaml",
            $$"""
            component: netx
            version: {{version}}
            summary: A driver
            license: MIT
            install:
              - when: { platform: win10, arch: x86_64 }
                inf: driver/*.inf
            """
        );
        driver.WriteTo(Path.Combine(sample.Root, "driver"));
        foreach (var file in instead ?? [])
        {
            await File.WriteAllBytesAsync(
                Path.Combine(sample.Root, "driver", file.Name),
                file.Content
            );
        }

        await using var archive = File.OpenRead(sample.Tar());
        var answer = await _admin.PutAsync(
            $"/api/v1/components/netx/versions/{version}?project=virtio",
            new StreamContent(archive)
        );
        Assert.True(
            answer.StatusCode == HttpStatusCode.Created,
            await answer.Content.ReadAsStringAsync()
        );
    }

    private Task<HttpResponseMessage> ReleaseAsync(string version, string? netx) =>
        _admin.PostAsync(
            "/api/v1/products/tools/releases",
            new ReleaseCreateWire(
                version,
                netx is null ? null : [new ReleasePickWire("netx", netx)]
            )
        );

    private async Task<T> GetAsync<T>(string component, string version, string what) =>
        await (
            await _portal
                .Anonymous()
                .GetAsync($"/api/v1/components/{component}/versions/{version}/{what}")
        ).ReadAsync<T>();

    // As the rows were before there was anything to write down.
    private async Task ForgetAsync()
    {
        await using var db = await _portal
            .Get<IDbContextFactory<PortalDb>>()
            .CreateDbContextAsync();
        await db.Set<SignedFile>().ExecuteDeleteAsync();
        await db.Set<ComponentDriver>().ExecuteDeleteAsync();
        await db.Set<ComponentVersion>()
            .ExecuteUpdateAsync(s =>
                s.SetProperty(v => EF.Property<string?>(v, "RemarksText"), (string?)null)
            );
    }
}

public sealed class DriverSuite_Sqlite() : DriverSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class DriverSuite_PostgreSql() : DriverSuite(DatabaseProvider.PostgreSql);
