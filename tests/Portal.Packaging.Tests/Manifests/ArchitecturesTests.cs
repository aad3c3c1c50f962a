using Portal.Packaging.Manifests;

namespace Portal.Packaging.Tests.Manifests;

public sealed class ArchitecturesTests
{
    [Theory]
    [InlineData("amd64", "x86_64")]
    [InlineData("X64", "x86_64")]
    [InlineData("i686", "x86")]
    [InlineData("ARM64", "aarch64")]
    [InlineData("ppc64el", "ppc64le")]
    [InlineData("riscv64", "riscv64")]
    [InlineData("vax", null)]
    [InlineData("", null)]
    public void Spellings_have_one_canonical_name(string spelling, string? expected) =>
        Assert.Equal(expected, Architectures.Canonical(spelling));

    [Fact]
    public void A_canonical_name_is_a_spelling_of_itself() =>
        Assert.All(Architectures.All, name => Assert.Equal(name, Architectures.Canonical(name)));
}
