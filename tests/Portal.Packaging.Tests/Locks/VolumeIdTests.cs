using Portal.Packaging.Locks;

namespace Portal.Packaging.Tests.Locks;

public sealed class VolumeIdTests
{
    [Theory]
    [InlineData("guest-tools", "1.4", "GUEST_TOOLS_1_4")]
    [InlineData("a-product-of-a-very-long-name", "1", "A_PRODUCT_OF_A_V_1")]
    [InlineData("guest-tools", "1.4~rc1+b-2", "GUEST_TOOLS_1_4_RC1_B_2")]
    [InlineData("guest-tools", "2026.11.22-1234567890abcdefgh", "GUEST_TOOLS_2026_11_22_123456789")]
    public void A_volume_id_is_derived_from_product_and_version(
        string product,
        string version,
        string expected
    )
    {
        var id = VolumeId.For(VolumeId.DefaultPrefix(product), version);

        Assert.Equal(expected, id);
        Assert.True(VolumeId.IsValid(id));
        Assert.StartsWith(VolumeId.Joliet(id), id, StringComparison.Ordinal);
        Assert.InRange(VolumeId.Joliet(id).Length, 1, 16);
    }

    [Theory]
    [InlineData("")]
    [InlineData("lower")]
    [InlineData("SEVENTEEN_LETTERS")]
    [InlineData("A-B")]
    public void A_prefix_of_another_shape_is_refused(string prefix) =>
        Assert.Throws<ArgumentException>(() => VolumeId.For(prefix, "1"));
}
