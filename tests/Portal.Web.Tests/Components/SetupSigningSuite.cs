using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Portal.Access;
using Portal.Data;
using Portal.Iso9660;
using Portal.Protocol;
using Portal.Protocol.Components;
using Portal.Protocol.Products;
using Portal.Releases;
using Portal.Shell;
using Portal.Testing;
using Portal.Testing.Signing;
using Portal.Trust.Authenticode;

namespace Portal.Components;

/// <summary>
/// The setup.exe on every disc, signed by whoever operates the portal, with osslsigncode as they would. The certificates are of
/// authorities of the tests: one that is known to Windows here, and one that is not.
/// </summary>
public abstract class SetupSigningSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Api = "/api/v1/installer/setup";
    private const string Operator = "Example Operator";

    private readonly TestFolder _folder = new();
    private ReleaseSite _site = null!;

    public async Task InitializeAsync()
    {
        _site = await ReleaseSite.StartAsync(
            provider,
            builder =>
                builder.Services.Replace(
                    ServiceDescriptor.Singleton(
                        new AuthenticodeVerifier(
                            TrustedRoots.Programme.With(CodeAuthority.Microsoft.Root),
                            TimeProvider.System
                        )
                    )
                )
        );
        using var sample = new SampleComponent(
            "for-windows",
            "1",
            "  - when: { os: windows }\n    script: win.cmd"
        );
        sample.Write("win.cmd", "exit /b 0\r\n");
        await using var archive = File.OpenRead(sample.Tar());
        var uploaded = await _site.Admin.PutAsync(
            "/api/v1/components/for-windows/versions/1?project=qemu",
            new StreamContent(archive)
        );
        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        await (
            await _site.Admin.PutAsync(
                "/api/v1/products/tools",
                new ProductUpdateWire("Tools", [new("agent"), new("for-windows")], null)
            )
        ).ReadAsync<ProductWire>();
    }

    public async Task DisposeAsync()
    {
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task At_first_it_is_not_signed_and_the_pages_for_Windows_say_so()
    {
        await _site.ReleaseAsync("1");

        var setup = await ShowAsync();
        Assert.Null(setup.Signature);
        foreach (var page in new[] { "/products/tools/releases/1", "/?use=windows" })
        {
            var html = await _site.Anonymous.GetStringAsync(page);
            Assert.Contains("setup.exe is not signed.", html, StringComparison.Ordinal);
            Assert.Contains("gtp installer sign", html, StringComparison.Ordinal);
            Assert.Contains(setup.Sha256.Hex, html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_release_without_anything_for_Windows_says_nothing_of_it()
    {
        await (
            await _site.Admin.PutAsync(
                "/api/v1/products/tools",
                new ProductUpdateWire("Tools", [new("agent")], null)
            )
        ).ReadAsync<ProductWire>();
        await _site.ReleaseAsync("1");

        foreach (var page in new[] { "/products/tools/releases/1", "/?use=windows" })
        {
            var html = await _site.Anonymous.GetStringAsync(page);
            Assert.DoesNotContain("setup.exe is not signed.", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_operator_signed_is_on_every_later_disc_and_what_was_released_stays()
    {
        await _site.ReleaseAsync("1");
        var (before, first) = (await ShowAsync(), await ImageAsync("1"));
        var exported = await ExportAsync(before);
        var signed = Sign(exported, CodeAuthority.Unknown, Operator);

        var answer = await PutAsync(signed);
        var setup = await answer.ReadAsync<SetupWire>();
        var again = await PutAsync(signed);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(setup, await again.ReadAsync<SetupWire>());
        Assert.Equal(setup, await ShowAsync());
        Assert.Equal($"{before.Version}+signed.1", setup.Version);
        Assert.Equal((Digest.Of(signed), signed.Length), (setup.Sha256, (int)setup.Length));
        Assert.Equal(new SignatureWire("test-signed", true, Operator, null, null), setup.Signature);

        foreach (var version in new[] { "2", "3" })
        {
            await _site.ReleaseAsync(version);
            var disc = FilesOf(await ImageAsync(version));
            Assert.Equal(signed, disc["setup.exe"]);
            Assert.Equal(FilesOf(first)["install.sh"], disc["install.sh"]);
            Assert.Equal(FilesOf(first)["setup.cmd"], disc["setup.cmd"]);
            await File.WriteAllBytesAsync(_folder["on the disc.exe"], disc["setup.exe"]);
            var said = SampleComponent.Run(
                _folder.Path,
                "osslsigncode",
                "verify",
                "-CAfile",
                Pem(CodeAuthority.Unknown.Root.ExportCertificatePem()),
                "on the disc.exe"
            );
            Assert.Contains("Succeeded", said, StringComparison.Ordinal);
        }

        // The release that was there names the file as it was, and its image is made of it for ever.
        Assert.Equal(first, await ImageAsync("1"));
        Assert.Equal(exported, FilesOf(first)["setup.exe"]);
        Assert.Contains(
            (await _site.FindAsync("2")).Components,
            c => c.Version == setup.Version && c.Digest == setup.Digest
        );
        var html = await _site.Anonymous.GetStringAsync("/products/tools/releases/2");
        Assert.Contains($"It is signed by {Operator}, whom", html, StringComparison.Ordinal);
        await using var db = await _site
            .Portal.Get<IDbContextFactory<PortalDb>>()
            .CreateDbContextAsync();
        var entry = await db.AuditEntries()
            .SingleAsync(e => e.Subject == $"guest-tools-installer/{setup.Version}");
        Assert.Equal(("admin", "component.publish"), (entry.Actor, entry.Action));
    }

    [Fact]
    public async Task A_publisher_whom_Windows_knows_is_named()
    {
        var signed = Sign(await ExportAsync(await ShowAsync()), CodeAuthority.Microsoft, Operator);
        await (await PutAsync(signed)).ReadAsync<SetupWire>();
        await _site.ReleaseAsync("1");

        var html = await _site.Anonymous.GetStringAsync("/products/tools/releases/1");

        Assert.Contains($"is signed by {Operator}: that is", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Unknown", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_but_the_portals_own_file_with_a_good_signature_is_taken()
    {
        var setup = await ShowAsync();
        var exported = await ExportAsync(setup);
        var signed = Sign(exported, CodeAuthority.Unknown, Operator);
        // The first byte of the text that old systems print.
        var changed = (byte[])exported.Clone();
        changed[0x4E] ^= 1;
        var forged = (byte[])signed.Clone();
        forged[^200] ^= 1;

        foreach (
            var (file, code) in new[]
            {
                ("#!/bin/sh\n"u8.ToArray(), "setup.differs"),
                ([], "setup.differs"),
                (SamplePe.Make(), "setup.differs"),
                (Sign(changed, CodeAuthority.Unknown, Operator), "setup.differs"),
                ([.. exported, 0], "setup.differs"),
                (exported, "setup.unsigned"),
                (forged, "setup.broken-signature"),
                ([.. signed, .. new byte[8]], "setup.broken-signature"),
                (
                    Sign(exported, CodeAuthority.Unknown, Operator, until: 2020),
                    "setup.broken-signature"
                ),
            }
        )
        {
            await (await PutAsync(file)).ProblemAsync(HttpStatusCode.UnprocessableEntity, code);
        }

        await (await PutAsync(new byte[SetupSigning.MaximumLength + 1])).ProblemAsync(
            HttpStatusCode.RequestEntityTooLarge,
            "upload.too-large"
        );
        await (await _site.Anonymous.PutAsync(Api, new ByteArrayContent(signed))).ProblemAsync(
            HttpStatusCode.Unauthorized,
            AccessErrors.Unauthenticated.Code
        );
        await (await _site.Nobody.PutAsync(Api, new ByteArrayContent(signed))).ProblemAsync(
            HttpStatusCode.Forbidden,
            AccessErrors.Forbidden.Code
        );
        Assert.Equal(setup, await ShowAsync());
    }

    [Fact]
    public async Task A_newer_signature_takes_the_place_of_an_older_one_until_it_is_yanked()
    {
        var exported = await ExportAsync(await ShowAsync());
        var first = Sign(exported, CodeAuthority.Unknown, "First");
        // Some tools replace the signature of a signed file: that is good as well.
        var second = Sign(first, CodeAuthority.Unknown, "Second");

        var one = await (await PutAsync(first)).ReadAsync<SetupWire>();
        var two = await (await PutAsync(second)).ReadAsync<SetupWire>();
        Assert.EndsWith("+signed.2", two.Version, StringComparison.Ordinal);
        Assert.Equal("Second", (await ShowAsync()).Signature!.Signer);
        await _site.YankAsync("guest-tools-installer", two.Version, "the key was lost");

        Assert.Equal(one, await ShowAsync());
        await (await PutAsync(second)).ProblemAsync(HttpStatusCode.Conflict, "setup.yanked");
        var third = Sign(exported, CodeAuthority.Unknown, "Third");
        var three = await (await PutAsync(third)).ReadAsync<SetupWire>();
        Assert.EndsWith("+signed.3", three.Version, StringComparison.Ordinal);
        await _site.ReleaseAsync("1");
        Assert.Equal(third, FilesOf(await ImageAsync("1"))["setup.exe"]);
    }

    private async Task<SetupWire> ShowAsync() =>
        await (await _site.Anonymous.GetAsync(Api)).ReadAsync<SetupWire>();

    private async Task<byte[]> ExportAsync(SetupWire setup) =>
        await _site.Anonymous.GetByteArrayAsync(
            $"/api/v1/components/guest-tools-installer/versions/{setup.Version}/content?path={setup.Path}"
        );

    private async Task<byte[]> ImageAsync(string version) =>
        await _site.Anonymous.GetByteArrayAsync($"/download/tools/{version}/tools-{version}.iso");

    private Task<HttpResponseMessage> PutAsync(byte[] file) =>
        _site.Admin.PutAsync(Api, new ByteArrayContent(file));

    private static Dictionary<string, byte[]> FilesOf(byte[] image)
    {
        using var stream = new MemoryStream(image);
        var reader = IsoReader.Open(stream);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in reader.Entries.Where(e => e.Kind == IsoEntryKind.File))
        {
            using var content = new MemoryStream();
            using var file = reader.OpenFile(entry);
            file.CopyTo(content);
            files[entry.Path] = content.ToArray();
        }

        return files;
    }

    private byte[] Sign(byte[] file, CodeAuthority authority, string name, int until = 2044)
    {
        var signer = authority.Issue(
            name,
            new DateTimeOffset(2016, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(until, 1, 1, 0, 0, 0, TimeSpan.Zero),
            CodeAuthority.CodeSigning
        );
        using var key = signer.Certificate.GetRSAPrivateKey()!;
        var unsigned = _folder[$"{Guid.NewGuid():N}"];
        File.WriteAllBytes(unsigned, file);
        SampleComponent.Run(
            _folder.Path,
            "osslsigncode",
            "sign",
            "-certs",
            Pem(
                $"{signer.Certificate.ExportCertificatePem()}\n{authority.Issuing.ExportCertificatePem()}\n"
            ),
            "-key",
            Pem(key.ExportPkcs8PrivateKeyPem()),
            "-h",
            "sha256",
            "-in",
            unsigned,
            "-out",
            unsigned + ".signed"
        );
        return File.ReadAllBytes(unsigned + ".signed");
    }

    private string Pem(string text)
    {
        var path = _folder[
            $"{Convert.ToHexString(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text)))}.pem"
        ];
        File.WriteAllText(path, text);
        return path;
    }
}

public sealed class SetupSigningSuite_Sqlite() : SetupSigningSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class SetupSigningSuite_PostgreSql() : SetupSigningSuite(DatabaseProvider.PostgreSql);
