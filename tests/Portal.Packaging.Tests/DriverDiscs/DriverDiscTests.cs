using FsCheck;
using FsCheck.Fluent;
using Portal.Packaging.DriverDiscs;

namespace Portal.Packaging.Tests.DriverDiscs;

public sealed class DriverDiscTests
{
    [Fact]
    public void A_driver_is_split_by_version_and_architecture_of_its_folders()
    {
        var driver = Assert.Single(
            DriverDisc
                .Sort([
                    "NetKVM/w10/amd64/netkvm.inf",
                    "NetKVM/w10/amd64/netkvm.sys",
                    "NetKVM/w10/amd64/deeper/notes.txt",
                    "NetKVM/2k12R2/x86/netkvm.inf",
                    "NetKVM/w11/ARM64/NETKVM.INF",
                ])
                .Drivers
        );

        Assert.Equal("NetKVM", driver.Name);
        Assert.Equal(
            [
                ("NetKVM/2k12R2/x86", "win2k12r2", "x86", 1),
                ("NetKVM/w10/amd64", "win10", "x86_64", 3),
                ("NetKVM/w11/ARM64", "win11", "aarch64", 1),
            ],
            driver.Builds.Select(build =>
                (
                    build.Folder,
                    string.Join(' ', build.Platforms),
                    build.Architecture!,
                    build.Files.Count
                )
            )
        );
    }

    [Fact]
    public void Folders_that_name_no_version_or_no_architecture_come_last_and_are_for_any()
    {
        var driver = Assert.Single(
            DriverDisc.Sort(["d/x.inf", "d/amd64/x.inf", "d/w7/x.inf", "d/w7/amd64/x.inf"]).Drivers
        );

        Assert.Equal(
            [
                ("d/w7/amd64", "win7", "x86_64"),
                ("d/amd64", "", "x86_64"),
                ("d/w7", "win7", null),
                ("d", "", null),
            ],
            driver.Builds.Select(build =>
                (build.Folder, string.Join(' ', build.Platforms), build.Architecture)
            )
        );
    }

    [Fact]
    public void What_fits_nowhere_is_said_with_its_reason()
    {
        var disc = DriverDisc.Sort([
            "d/w10/amd64/x.inf",
            "d/w12/amd64/x.inf",
            "d/w10/mips/x.inf",
            "d/w7/amd64/readme.txt",
            "data/info.json",
            "cert/ca.cer",
            "setup.exe",
            "E/w10/amd64/x.inf",
            "e/w10/amd64/x.inf",
        ]);

        Assert.Equal(
            [
                ("cert", "there is no driver in it"),
                ("d/w10/mips", "no architecture is called so"),
                ("d/w12", "no version of Windows is called so here"),
                ("d/w7/amd64", "there is no .inf in it"),
                ("data", "it describes the disc"),
                ("e", "another driver's name differs in upper and lower case only"),
                ("setup.exe", "it lies beside the drivers and belongs to none"),
            ],
            disc.LeftOut.Select(left => (left.Path, left.Reason)).Order()
        );
    }

    [Fact]
    public void Every_file_of_a_disc_is_in_exactly_one_list()
    {
        var part = Gen.Elements(
            "NetKVM",
            "netkvm",
            "w10",
            "2k8R2",
            "w12",
            "amd64",
            "i386",
            "ARM64",
            "mips",
            "data",
            "guest-agent",
            "x.inf",
            "x.sys",
            "a.msi",
            "license.txt"
        );
        var paths = part.NonEmptyListOf().Select(parts => string.Join('/', parts.Take(6))).ListOf();
        Prop.ForAll(
                paths.ToArbitrary(),
                some =>
                {
                    // No path is both a file and a folder.
                    var files = some.Distinct()
                        .Where(path =>
                            !some.Any(other =>
                                other.StartsWith(path + "/", StringComparison.Ordinal)
                            )
                        )
                        .ToList();
                    var disc = DriverDisc.Sort(files);
                    var listed = disc
                        .Drivers.SelectMany(driver => driver.Builds)
                        .SelectMany(build => build.Files)
                        .Concat(disc.GuestAgent)
                        .Concat(disc.Licenses)
                        .Concat(disc.ByArchitecture)
                        .ToList();
                    Assert.Equal(listed.Count, listed.Distinct().Count());
                    Assert.Subset(files.ToHashSet(), listed.ToHashSet());
                    Assert.Equal(files.Count, listed.Count + disc.LeftOut.Sum(left => left.Files));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_platform_belongs_to_one_folder()
    {
        var platforms = WindowsFolders
            .All.SelectMany(folder => WindowsFolders.Platforms(folder)!)
            .ToList();

        // "vista" is a folder of old discs, and the builds of "2k8" serve it where it is missing.
        Assert.Equal(
            ["winvista"],
            platforms.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key)
        );
        Assert.Null(WindowsFolders.Platforms("w12"));
    }
}
