using System.Diagnostics;
using System.Globalization;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Fuzzing;

/// <summary>
/// Damaged images: reader and verifier end, in time and in bounds, and say what they have to say in their own words.
/// PORTAL_FUZZ_SECONDS is how long (60), PORTAL_FUZZ_SEED where the random numbers begin (1).
/// </summary>
[Collection(nameof(Alone))]
public sealed class FuzzTests
{
    private const int DefaultSeconds = 60;

    /// <summary>Far more than a case takes on a busy machine, far less than a hang.</summary>
    private static readonly TimeSpan CaseLimit = TimeSpan.FromSeconds(30);

    /// <summary>What one case may allocate, under the budgets of <see cref="Small"/>.</summary>
    private const long CaseBytes = 96L << 20;

    /// <summary>What all of them may leave behind.</summary>
    private const long LeftBytes = 32L << 20;

    private static readonly IsoReadOptions Small = new()
    {
        MaxEntries = 5000,
        MaxMetadataBytes = 1 << 22,
    };

    private readonly Mutator _mutator = new(Recipe.All().Select(seed => seed.Image));
    private readonly Stopwatch _case = new();
    private byte[] _image = [];

    [Fact]
    public void Every_seed_is_read_and_verified() =>
        Assert.All(
            Recipe.All(),
            seed =>
            {
                var entries = IsoReader.Open(new MemoryStream(seed.Image)).Entries;
                Assert.Equal(
                    seed.Name.Contains("empty", StringComparison.Ordinal),
                    entries.Count == 0
                );
                if (!IsForeign(seed.Image))
                {
                    Assert.Empty(IsoVerifier.Verify(new MemoryStream(seed.Image)));
                }
            }
        );

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task No_damage_crashes_hangs_or_grows()
    {
        var seed = Setting("PORTAL_FUZZ_SEED", 1);
        var duration = TimeSpan.FromSeconds(Setting("PORTAL_FUZZ_SECONDS", DefaultSeconds));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var round = 0;
        var work = Task.Run(() =>
        {
            for (var clock = Stopwatch.StartNew(); clock.Elapsed < duration; round++)
            {
                // Each case has random numbers of its own: it can be run again alone.
                _image = _mutator.Next(new Random(HashCode(seed, round)));
                _case.Restart();
                Try(_image);
            }
        });
        while (await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(1))) != work)
        {
            if (_case.Elapsed > CaseLimit)
            {
                Assert.Fail(Told(seed, round, "hangs"));
            }
        }

        if (!work.IsCompletedSuccessfully)
        {
            Assert.Fail(Told(seed, round, $"{work.Exception}"));
        }

        _image = [];
        var left = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(left < LeftBytes, $"{left} bytes were left behind after {round} cases.");
        Assert.True(round > 0);
    }

    private static void Try(byte[] image)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var names in Enum.GetValues<IsoNamespace>())
        {
            Read(image, Small with { Namespace = names, AllowOverlaps = image.Length % 3 == 0 });
        }

        var report = IsoVerifier.Inspect(new MemoryStream(image), Small);
        Assert.All(
            report.Findings.Concat(report.Remarks).CountBy(finding => finding.Rule),
            count => Assert.True(count.Value <= IsoVerifier.MaxFindingsOfRule)
        );
        Assert.All(report.Findings, finding => Assert.NotEqual("", finding.Readers));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < CaseBytes, $"{allocated} bytes were allocated.");
    }

    private static void Read(byte[] image, IsoReadOptions options)
    {
        try
        {
            var reader = IsoReader.Open(new MemoryStream(image), options);
            foreach (var entry in reader.Entries)
            {
                Assert.DoesNotContain(
                    entry.Path.Split('/'),
                    segment => segment is "" or "." or ".." || segment.Contains('\0')
                );
                if (entry is { Kind: IsoEntryKind.File, IsCompressed: false })
                {
                    using var file = reader.OpenFile(entry);
                    var buffer = new byte[100];
                    Assert.Equal(
                        (int)Math.Min(100, entry.Length),
                        file.ReadAtLeast(buffer, 100, throwOnEndOfStream: false)
                    );
                }
            }
        }
        catch (IsoFormatException exception)
        {
            Assert.NotNull(IsoRules.Find(IsoRuleKind.Read, exception.Rule));
        }
    }

    /// <summary>Keeps the image, and says how to come by it again.</summary>
    private string Told(int seed, int round, string what)
    {
        var path = Path.Combine(Path.GetTempPath(), $"portal-fuzz-{seed}-{round}.iso");
        File.WriteAllBytes(path, _image);
        return $"Case {round} of seed {seed}, kept as {path}: {what}";
    }

    private static bool IsForeign(byte[] image) =>
        IsoReader.Open(new MemoryStream(image)).VolumeId == "RAW";

    private static int HashCode(int seed, int round) => unchecked((seed * 1_000_003) + round);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(name),
            CultureInfo.InvariantCulture,
            out var value
        )
            ? value
            : otherwise;
}
