using System.Runtime.CompilerServices;
using Portal.Protocol.Rollouts;

namespace Portal.Protocol.Tests.Rollouts;

/// <summary>The decision table of docs/formats.md, read from there and held against the function in every combination.</summary>
public sealed class RolloutDecisionTests
{
    private static readonly string[] Releases = ["good", "withdrawn", "below"];
    private static readonly string[] Rollouts =
    [
        "missing",
        "other image",
        "unknown state",
        RolloutStates.Running,
        RolloutStates.Paused,
        RolloutStates.Halted,
        RolloutStates.RolledBack,
    ];
    private static readonly string[] Installed = ["nothing", "release", "older", "below", "newer"];

    private static readonly byte[] Host = new byte[RolloutChoice.Size];
    private static readonly Digest ReleaseImage = Digest.Of("release"u8);

    private sealed record Row(
        string Rollout,
        string Release,
        string Chosen,
        string Installed,
        string Previous,
        string Does,
        string Reason
    )
    {
        public bool Matches(Row other) =>
            Fits(Rollout, other.Rollout)
            && Fits(Release, other.Release)
            && Fits(Chosen, other.Chosen)
            && Fits(Installed, other.Installed)
            && Fits(Previous, other.Previous);

        private static bool Fits(string cell, string value) =>
            cell == "*" || cell.Split(", ").Contains(value);
    }

    [Fact]
    public void Every_combination_is_decided_as_the_table_says()
    {
        var table = ReadTable();
        var used = new HashSet<Row>();
        var count = 0;
        foreach (var (asked, make) in Combinations())
        {
            var row = table.First(row => row.Matches(asked));
            used.Add(row);
            var decision = make();

            Assert.True(
                (row.Does, row.Reason) == (NameOf(decision.Action), decision.Reason),
                $"{asked}: the table says {row}, and the function {decision}."
            );
            count++;
        }

        // Each row is reached: a table with dead rows says something that is not so.
        Assert.Equal(table.Except(used), []);
        Assert.True(count > 300, $"{count} combinations");
    }

    private static IEnumerable<(Row Asked, Func<RolloutDecision> Make)> Combinations() =>
        from release in Releases
        from rollout in Rollouts
        from chosen in new[] { "yes", "no" }
        from installed in Installed
        from previous in Enum.GetValues<PreviousKind>()
        // What is older than a release below the floor is below it as well.
        where release != "below" || installed != "older"
        let isUp = previous == PreviousKind.Up
        select (
            new Row(
                rollout is "missing" or "other image" or "unknown state" ? "none" : rollout,
                release,
                chosen,
                installed,
                isUp ? "up" : "no",
                "",
                ""
            ),
            (Func<RolloutDecision>)(() => Decide(release, rollout, chosen, installed, previous))
        );

    private enum PreviousKind
    {
        None,
        Up,
        Withdrawn,
        BelowMinimum,
        NotAboveInstalled,
    }

    private static RolloutDecision Decide(
        string release,
        string rollout,
        string chosen,
        string installed,
        PreviousKind previous
    )
    {
        // Floor 2 (or 5.5), older 3, release 5, newer 6.
        var minimum = release == "below" ? "5.5" : "2";
        var has = installed switch
        {
            "nothing" => null,
            "release" => new InstalledImage("5", ReleaseImage),
            "older" => new InstalledImage("3", Image("3")),
            "below" => new InstalledImage("1", Image("1")),
            _ => new InstalledImage("6", Image("6")),
        };
        var up =
            installed == "newer" ? "7"
            : release == "below" ? "5.7"
            : "4";
        var before = previous switch
        {
            PreviousKind.None => null,
            PreviousKind.Up => Pointed(up),
            PreviousKind.Withdrawn => Pointed(up) with { Withdrawn = "bad" },
            PreviousKind.BelowMinimum => Pointed("1.5"),
            // Only where the host has something else than the release, whose place previous takes downwards.
            _ => has is null || installed == "release"
                ? null
                : new PointedRelease(has.Version, has.Sha256, 1),
        };
        var pointer = new ChannelPointer(
            Pointed("5") with
            {
                Sha256 = ReleaseImage,
                Withdrawn = release == "withdrawn" ? "bad" : null,
            },
            new string('0', 32),
            before,
            minimum
        );
        var percent = chosen == "yes" ? 100 : 0;
        var far = rollout switch
        {
            "missing" => null,
            "other image" => new Rollout(Image("other"), percent, RolloutStates.Running),
            "unknown state" => new Rollout(ReleaseImage, percent, "sideways"),
            _ => new Rollout(ReleaseImage, percent, rollout),
        };
        return RolloutDecision.Make(pointer, far, has, Host, Comparer<string>.Create(Compare));
    }

    [Fact]
    public void A_rollout_never_names_an_image()
    {
        var pointer = new ChannelPointer(Pointed("5"), new string('0', 32));

        var decision = RolloutDecision.Make(
            pointer,
            new Rollout(Image("evil"), 100, RolloutStates.Running),
            null,
            Host,
            Comparer<string>.Create(Compare)
        );

        Assert.Equal(new RolloutDecision(RolloutAction.Keep, "no-rollout"), decision);
    }

    [Theory]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("00")]
    public void A_salt_that_is_none_chooses_nobody(string salt)
    {
        var pointer = new ChannelPointer(Pointed("5"), salt);

        var decision = RolloutDecision.Make(
            pointer,
            new Rollout(Image("5"), 100, RolloutStates.Running),
            null,
            Host,
            Comparer<string>.Create(Compare)
        );

        Assert.Equal(new RolloutDecision(RolloutAction.Keep, "not-chosen"), decision);
    }

    private static PointedRelease Pointed(string version) => new(version, Image(version), 1);

    private static Digest Image(string name) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(name));

    private static int Compare(string one, string other) =>
        decimal.Parse(one).CompareTo(decimal.Parse(other));

    private static string NameOf(RolloutAction action) =>
        action switch
        {
            RolloutAction.TakeRelease => "release",
            RolloutAction.TakePrevious => "previous",
            _ => "keep",
        };

    private static List<Row> ReadTable([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder = folder.Parent!;
        }

        return
        [
            .. File.ReadLines(Path.Combine(folder.FullName, "docs", "formats.md"))
                .SkipWhile(line =>
                    !line.StartsWith("| rollout | release | chosen", StringComparison.Ordinal)
                )
                .Skip(2)
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line =>
                    line.Trim('|').Split('|').Select(cell => cell.Trim().Trim('`')).ToArray()
                )
                .Select(cells => new Row(
                    cells[0],
                    cells[1],
                    cells[2],
                    cells[3],
                    cells[4],
                    cells[5],
                    cells[6]
                )),
        ];
    }
}
