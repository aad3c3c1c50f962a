using Portal.Trust.Keys;

namespace Portal.Trust.Tests.Keys;

// The umask belongs to the whole process: no other test may run beside these.
[Collection(nameof(AloneInProcess))]
public sealed class KeyFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    [Fact]
    public void A_folder_and_its_files_are_for_their_owner_alone()
    {
        var folder = KeyFolder.Open(_temporary.At("data", "keys"));

        folder.Write("a.pem", "secret");

        Assert.Equal("700", Mode(folder.Path));
        Assert.Equal("600", Mode(Path.Combine(folder.Path, "a.pem")));
        Assert.Equal("secret", folder.Read("a.pem"));
    }

    [Theory]
    [InlineData("022")]
    [InlineData("000")]
    [InlineData("777")]
    public void The_umask_does_not_decide_the_modes(string umask)
    {
        var path = _temporary.At("keys");
        using var _ = new Umask(Convert.ToInt32(umask, 8));

        var folder = KeyFolder.Open(path);
        folder.Write("a.pem", "secret");

        Assert.Equal("700", Mode(path));
        Assert.Equal("600", Mode(Path.Combine(path, "a.pem")));
    }

    [Theory]
    [InlineData("640")]
    [InlineData("604")]
    [InlineData("620")]
    public void A_key_file_that_others_can_open_is_refused_with_what_to_do(string mode)
    {
        var folder = KeyFolder.Open(_temporary.At("keys"));
        folder.Write("a.pem", "secret");
        Chmod(Path.Combine(folder.Path, "a.pem"), mode);

        var error = Assert.Throws<KeyFolderException>(() => folder.Read("a.pem"));

        Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_others_can_enter_is_refused_and_left_as_it_is()
    {
        var path = _temporary.At("keys");
        Directory.CreateDirectory(path);
        Chmod(path, "755");

        var error = Assert.Throws<KeyFolderException>(() => KeyFolder.Open(path));

        Assert.Contains("chmod 700", error.Message, StringComparison.Ordinal);
        Assert.Equal("755", Mode(path));
    }

    [Fact]
    public void Writing_again_replaces_the_file_and_leaves_nothing_else()
    {
        var folder = KeyFolder.Open(_temporary.At("keys"));
        folder.Write("a.pem", "one");

        folder.Write("a.pem", "two");

        Assert.Equal("two", folder.Read("a.pem"));
        Assert.Equal(["a.pem"], folder.List(""));
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a/b")]
    public void A_name_that_leaves_the_folder_is_refused(string name)
    {
        var folder = KeyFolder.Open(_temporary.At("keys"));

        Assert.Throws<ArgumentException>(() => folder.Write(name, "x"));
        Assert.Throws<ArgumentException>(() => folder.Read(name));
    }

    public void Dispose() => _temporary.Dispose();

    private static string Mode(string path) => Convert.ToString((int)File.GetUnixFileMode(path), 8);

    private static void Chmod(string path, string octal) =>
        File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(octal, 8));
}
