using Portal.Trust.Keys;

namespace Portal.Trust.Tests.Keys;

public sealed class DiscKeyRingTests : IDisposable
{
    private static readonly byte[] Data = [1, 2, 3];

    private readonly TemporaryFolder _temporary = new();

    private string Folder => _temporary.At("disc");

    [Fact]
    public void The_first_opening_makes_a_key_and_the_next_one_finds_it()
    {
        using var first = DiscKeyRing.Open(Folder);
        using var second = DiscKeyRing.Open(Folder);

        Assert.Equal(first.Current.KeyId, second.Current.KeyId);
        Assert.Single(second.Keys);
    }

    [Fact]
    public void After_a_rotation_a_lock_that_names_the_older_key_can_still_be_signed()
    {
        using var ring = DiscKeyRing.Open(Folder);
        var older = ring.Current.PublicPem;

        var newer = ring.Rotate();

        Assert.Equal(newer.KeyId, ring.Current.KeyId);
        Assert.NotEqual(older, newer.PublicPem);
        using var reopened = DiscKeyRing.Open(Folder);
        var signer = reopened.FindByPublicPem(older)!;
        Assert.True(DiscKey.Verify(older, Data, signer.Sign(Data)));
        Assert.Equal(2, reopened.Keys.Count);
    }

    [Fact]
    public void A_rotation_by_another_process_is_seen()
    {
        using var mine = DiscKeyRing.Open(Folder);
        using var other = DiscKeyRing.Open(Folder);
        _ = mine.Current;

        var rotated = other.Rotate();

        Assert.Equal(rotated.KeyId, mine.Current.KeyId);
    }

    [Fact]
    public void A_key_of_somebody_else_is_not_found()
    {
        using var ring = DiscKeyRing.Open(Folder);
        using var stranger = DiscKey.Generate();

        Assert.Null(ring.FindByPublicPem(stranger.PublicPem));
        Assert.Null(ring.FindByPublicPem("no key"));
        Assert.Null(ring.Find("../current"));
    }

    [Fact]
    public void A_first_start_that_was_killed_after_the_key_was_written_is_continued()
    {
        string id;
        using (var ring = DiscKeyRing.Open(Folder))
        {
            id = ring.Current.KeyId;
        }

        File.Delete(Path.Combine(Folder, "current"));

        using var again = DiscKeyRing.Open(Folder);
        Assert.Equal(id, again.Current.KeyId);
    }

    [Fact]
    public void A_rotation_that_was_killed_after_the_key_was_written_leaves_the_old_key_current()
    {
        using var ring = DiscKeyRing.Open(Folder);
        var id = ring.Current.KeyId;
        using var orphan = DiscKey.Generate();
        KeyFolder.Open(Folder).Write(orphan.KeyId + ".pem", orphan.ExportPrivatePem());

        using var again = DiscKeyRing.Open(Folder);

        Assert.Equal(id, again.Current.KeyId);
    }

    [Fact]
    public void A_half_written_file_of_a_killed_process_is_removed()
    {
        DiscKeyRing.Open(Folder).Dispose();
        var left = Path.Combine(Folder, "current.0123456789ab.tmp");
        File.WriteAllText(left, "00");

        DiscKeyRing.Open(Folder).Dispose();

        Assert.False(File.Exists(left));
    }

    [Fact]
    public void Without_a_pointer_no_key_of_several_comes_back()
    {
        string[] known;
        using (var ring = DiscKeyRing.Open(Folder))
        {
            ring.Rotate();
            known = [.. ring.Keys.Select(key => key.KeyId)];
        }

        File.Delete(Path.Combine(Folder, "current"));

        using var again = DiscKeyRing.Open(Folder);
        Assert.DoesNotContain(again.Current.KeyId, known);
        Assert.Equal(3, again.Keys.Count);
    }

    [Fact]
    public void A_missing_swapped_or_readable_key_is_an_error_that_says_so()
    {
        using var stranger = DiscKey.Generate();
        string file;
        using (var ring = DiscKeyRing.Open(Folder))
        {
            file = Path.Combine(Folder, ring.Current.KeyId + ".pem");
        }

        var saved = File.ReadAllText(file);
        File.SetUnixFileMode(
            file,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead
        );
        Assert.Contains(
            "chmod 600",
            Assert.Throws<KeyFolderException>(() => DiscKeyRing.Open(Folder)).Message,
            StringComparison.Ordinal
        );

        File.Delete(file);
        Assert.Contains(
            "missing",
            Assert.Throws<KeyFolderException>(() => DiscKeyRing.Open(Folder)).Message,
            StringComparison.Ordinal
        );

        KeyFolder.Open(Folder).Write(Path.GetFileName(file), stranger.ExportPrivatePem());
        Assert.Contains(
            "another key",
            Assert.Throws<KeyFolderException>(() => DiscKeyRing.Open(Folder)).Message,
            StringComparison.Ordinal
        );

        KeyFolder.Open(Folder).Write(Path.GetFileName(file), saved);
        DiscKeyRing.Open(Folder).Dispose();
    }

    [Fact]
    public void Many_threads_that_open_the_same_empty_folder_agree_on_one_key()
    {
        var ids = new string[6];

        Parallel.For(
            0,
            ids.Length,
            at =>
            {
                using var ring = DiscKeyRing.Open(Folder);
                ids[at] = ring.Current.KeyId;
            }
        );

        Assert.Single(ids.Distinct());
    }

    [Fact]
    public void Many_threads_sign_at_once()
    {
        using var ring = DiscKeyRing.Open(Folder);
        var expected = ring.Current.Sign(Data);

        Parallel.For(0, 40, _ => Assert.Equal(expected, ring.Current.Sign(Data)));
    }

    public void Dispose() => _temporary.Dispose();
}
