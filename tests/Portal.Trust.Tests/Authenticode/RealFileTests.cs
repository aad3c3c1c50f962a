using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Portal.Testing.Signing;
using Portal.Trust.Authenticode;

namespace Portal.Trust.Tests.Authenticode;

/// <summary>
/// Files that Microsoft signed: those of a .NET runtime for Windows, and Debian's shim. osslsigncode has the same to say of
/// them.
/// </summary>
public sealed partial class RealFileTests
{
    private static readonly string Folder = typeof(RealFileTests)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "SignedFiles")
        .Value!;

    private static readonly string[] Files =
    [
        .. Directory
            .EnumerateFiles(Folder, "*.dll", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal),
    ];

    [Fact]
    [Trait("Speed", "Slow")]
    public void Every_file_of_a_runtime_is_signed_and_dated_by_microsoft()
    {
        Assert.True(Files.Length > 200, $"There are {Files.Length} files in {Folder}.");
        Assert.All(
            Files,
            file =>
            {
                var signatures = Verifiers.All(File.ReadAllBytes(file), Verifiers.Real);
                Assert.NotEmpty(signatures);
                Assert.All(
                    signatures,
                    s =>
                    {
                        Assert.Equal((SignatureClass.Microsoft, null), (s.Class, s.Problem));
                        Assert.NotNull(s.Timestamp);
                    }
                );
            }
        );
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Osslsigncode_reads_the_same_digests_signers_and_times()
    {
        // Each takes it a while: every twentieth, and all that C++ made, which differ most.
        var some = Files.Where(
            (file, i) => i % 20 == 0 || file.Contains("/native/", StringComparison.Ordinal)
        );
        Assert.All(
            some,
            file =>
            {
                var bytes = File.ReadAllBytes(file);
                var signatures = Verifiers.All(bytes, Verifiers.Real);

                var said = Tool.Run(
                    Folder,
                    "osslsigncode",
                    "verify",
                    "-ignore-cdp",
                    "-in",
                    file
                ).Output;

                Assert.Equal(
                    Calculated().Matches(said).Select(m => m.Groups["value"].Value).Distinct(),
                    [Convert.ToHexString(SamplePe.DigestOf(bytes).Sha256.Span)]
                );
                Assert.Equal(
                    SubjectOf().Matches(said).Select(m => m.Groups["value"].Value.Trim()),
                    signatures.Select(s => s.Signer)
                );
                Assert.Equal(
                    TimeOf().Matches(said).Select(m => Time(m.Groups["value"].Value)),
                    signatures.Select(s => Seconds(s.Timestamp!.Value))
                );
            }
        );
    }

    [Fact]
    public void A_nested_signature_is_read_with_the_outer_one()
    {
        var file = Files.Single(f =>
            f.EndsWith("/vcruntime140_cor3.dll", StringComparison.Ordinal)
        );

        var signatures = Verifiers.All(File.ReadAllBytes(file), Verifiers.Real);

        Assert.Equal(
            ["Microsoft Windows Software Compatibility Publisher", "Microsoft Corporation"],
            signatures.Select(s => s.Signer)
        );
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void The_two_signatures_of_debians_shim_are_those_of_microsoft_for_firmware()
    {
        // Fetched, not installed: its installation would look after the boot loader.
        using var folder = new TemporaryFolder();
        var fetched = Tool.Run(
            folder.Path,
            "apt-get",
            "-q",
            "-o",
            "APT::Sandbox::User=root",
            "download",
            "shim-signed"
        );
        Assert.True(fetched.ExitCode == 0, fetched.Output);
        var package = Assert.Single(Directory.GetFiles(folder.Path, "*.deb"));
        Assert.Equal(0, Tool.Run(folder.Path, "dpkg-deb", "-x", package, "shim").ExitCode);

        var signatures = Verifiers.All(
            File.ReadAllBytes(folder.At("shim", "usr/lib/shim/shimx64.efi.signed")),
            Verifiers.Real
        );

        Assert.Equal(2, signatures.Count);
        Assert.All(signatures, s => Assert.Equal(SignatureClass.Microsoft, s.Class));
    }

    [Fact]
    public void A_real_file_that_was_changed_anywhere_is_altered()
    {
        var file = File.ReadAllBytes(
            Files.Single(f => f.EndsWith("/vcruntime140_cor3.dll", StringComparison.Ordinal))
        );
        var end = file.Length - SamplePe.DigestOf(file).Table.Length;
        var random = new Random(7);
        for (var round = 0; round < 60; round++)
        {
            var changed = file.ToArray();
            // Behind the headers, so that it stays what it is.
            changed[random.Next(1024, end)] ^= (byte)(1 << random.Next(8));

            Assert.All(
                Verifiers.All(changed, Verifiers.Real),
                s => Assert.Equal(SignatureProblem.Altered, s.Problem)
            );
        }
    }

    [Fact]
    public void The_roots_of_microsoft_are_among_those_that_come_with_the_sdk()
    {
        var counts = TrustedRoots.Programme.Counts;

        Assert.Equal(5, counts.Microsoft);
        Assert.True(counts.Code > 100 && counts.Timestamps > 100, $"{counts}");
    }

    private static string Seconds(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Time(string text) =>
        Seconds(
            DateTimeOffset.ParseExact(
                SpacesOf().Replace(text, " "),
                "MMM d HH:mm:ss yyyy 'GMT'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal
            )
        );

    [GeneratedRegex(
        "Calculated message digest : (?<value>[0-9A-F]+)",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Calculated();

    [GeneratedRegex(
        @"Signer #0:\s+Subject: [^\n]*/CN=(?<value>[^/\n]+)\n[^\n]*\n[^\n]*\n[^\n]*\n[^\n]*\n[^\n]*\n\nMessage digest",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex SubjectOf();

    [GeneratedRegex("Timestamp time: (?<value>[^\n]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex TimeOf();

    [GeneratedRegex(" +", RegexOptions.ExplicitCapture)]
    private static partial Regex SpacesOf();
}
