using Portal.Testing;

namespace Portal.Data;

public sealed class DataFolderTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_in_use_is_refused_by_its_name_and_free_after_disposal()
    {
        var path = _folder["data"];
        using (DataFolder.Open(path))
        {
            var refused = Assert.Throws<DataFolderException>(() => DataFolder.Open(path));
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
            Assert.Contains("PORTAL_DATA", refused.Message, StringComparison.Ordinal);
        }

        using var again = DataFolder.Open(path);
        Assert.Equal(path, again.Path);
    }

    [Fact]
    public void A_new_folder_is_for_its_owner_alone()
    {
        using var folder = DataFolder.Open(_folder["deep/data"]);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(folder.Path)
        );
    }

    [Fact]
    public void A_file_in_the_folders_place_is_refused()
    {
        File.WriteAllText(_folder["data"], "");
        Assert.Throws<DataFolderException>(() => DataFolder.Open(_folder["data"]));
    }
}
