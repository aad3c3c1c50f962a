using Portal.Iso9660;
using Portal.Packaging.Tests.Versions;
using Portal.Protocol;

namespace Portal.Packaging.Tests.Discs;

public sealed class DiscImageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("disc-image-").FullName;

    [Fact]
    public async Task An_extracted_image_passes_sha256sum_and_openssl()
    {
        await File.WriteAllBytesAsync(
            Path.Combine(_folder, "disc.iso"),
            await new DiscFixture().WriteImageAsync()
        );

        var output = await Shell.RunAsync(
            """
            mkdir tree
            bsdtar -xf disc.iso -C tree
            cd tree
            sha256sum --strict --quiet -c guest-tools/SHA256SUMS
            find . -type f ! -path ./guest-tools/SHA256SUMS ! -path ./guest-tools/SHA256SUMS.sig | sed 's,^\./,,' | LC_ALL=C sort > ../found
            sed 's/^[0-9a-f]*  //' guest-tools/SHA256SUMS > ../listed
            cmp ../found ../listed
            openssl dgst -sha256 -verify guest-tools/disc-key.pem -signature guest-tools/SHA256SUMS.sig guest-tools/SHA256SUMS
            readlink projects/qemu-guest-agent/docs/agent
            stat -c '%a %Y %n' install.sh README.txt
            isoinfo -d -i ../disc.iso | grep '^Volume id'
            isoinfo -J -f -i ../disc.iso | grep -c .
            chmod -R u+w .
            """,
            folder: _folder
        );

        Assert.Equal(
            """
            Verified OK
            ../install.sh
            555 1767225600 install.sh
            444 1767225600 README.txt
            Volume id: GUEST_TOOLS_1_4
            47
            """,
            output.TrimEnd()
        );
    }

    [Fact]
    public async Task The_strict_verifier_has_nothing_to_say()
    {
        using var image = new MemoryStream(await new DiscFixture().WriteImageAsync());

        Assert.Equal([], IsoVerifier.Verify(image));
    }

    [Fact]
    public async Task Two_images_of_one_lock_are_the_same_bytes()
    {
        var (first, second) = (
            await new DiscFixture().WriteImageAsync(),
            await new DiscFixture().WriteImageAsync()
        );

        Assert.Equal(Digest.Of(first), Digest.Of(second));
    }

    /// <summary>A change of this digest is a change of published images, which are never changed.</summary>
    [Fact]
    public async Task The_image_of_layout_1_is_this_for_ever() =>
        Assert.Equal(
            "b34d95901bb9c4cd22d7694e5a9553a28e5dbfd8e052351b4d2a2512ef8313ad",
            Digest.Of(await new DiscFixture().WriteImageAsync()).Hex
        );

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
