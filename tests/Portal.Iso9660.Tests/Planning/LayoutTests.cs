using System.Security.Cryptography;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Planning;

public sealed class LayoutTests
{
    [Fact]
    public void A_fixed_image_has_its_golden_digest()
    {
        var image = TestImage.WithOddNames().Write();

        Assert.Equal(
            "24676d6fcf3931f1a106a2f90ed8781190c1a2b6cf5d599df832ee7a1265c95b",
            Convert.ToHexStringLower(SHA256.HashData(image))
        );
    }

    [Fact]
    public void Folders_whose_names_go_on_elsewhere_have_their_golden_digest()
    {
        var image = Oracles.OracleTrees.Make("long-folders").Write();

        Assert.Equal(
            "bd36404484666173cdb1b539dbf9746b4fa5bd97e0572c2a2761b8531f684be4",
            Convert.ToHexStringLower(SHA256.HashData(image))
        );
    }

    [Fact]
    public void Equal_contents_share_one_extent()
    {
        var image = new TestImage().File("a", "same").File("b", "other").File("c/d", "same");
        var bytes = image.Write();
        var entries = IsoReader.Open(new MemoryStream(bytes)).Entries;

        Assert.Equal(2, image.Plan().Extents.Count);
        Assert.Equal(
            entries.Single(entry => entry.Path == "a").Extents,
            entries.Single(entry => entry.Path == "c/d").Extents
        );
    }

    [Fact]
    public void An_empty_file_has_no_extent() =>
        Assert.Empty(new TestImage().File("empty").Plan().Extents);

    [Fact]
    public void Extents_are_sorted_and_lie_on_sectors_after_the_head()
    {
        var layout = TestImage.WithOddNames().Plan();
        long end = layout.Head.Length;

        foreach (var extent in layout.Extents)
        {
            Assert.Equal(0, extent.Offset % 2048);
            Assert.True(extent.Offset >= end && extent.Offset - end < 2048);
            end = extent.End;
        }
    }

    [Fact]
    public void Everything_belongs_to_root_and_nothing_is_writable()
    {
        var entries = IsoReader.Open(new MemoryStream(TestImage.WithOddNames().Write())).Entries;

        Assert.All(
            entries,
            entry =>
                Assert.Equal(
                    entry switch
                    {
                        { Kind: IsoEntryKind.Directory } => "40555",
                        { Kind: IsoEntryKind.Symlink } => "120555",
                        { Path: "install.sh" } => "100555",
                        _ => "100444",
                    },
                    Convert.ToString(entry.Mode!.Value, 8)
                )
        );
        Assert.All(
            entries,
            entry =>
                Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(TestImage.Epoch), entry.ModifiedAt)
        );
    }
}
