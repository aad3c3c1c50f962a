using FsCheck;
using FsCheck.Fluent;

namespace Portal.Access;

public sealed class TokenTextTests
{
    [Fact]
    public void A_token_has_its_prefix_and_50_characters_and_gives_back_its_id()
    {
        var (id, token) = TokenText.Create();

        Assert.Matches("^gtp_[0-9A-Za-z]{46}$", token);
        Assert.True(TokenText.TryReadId(token, out var read));
        Assert.Equal(id, read);
        Assert.NotEqual(token, TokenText.Create().Token);
    }

    [Fact]
    public void Any_changed_character_is_seen_without_a_look_up() =>
        Prop.ForAll(
                Gen.Choose(0, 49)
                    .Zip(Gen.Elements("0123456789ABCxyz_-é".ToCharArray()))
                    .ToArbitrary(),
                change =>
                {
                    var (_, token) = TokenText.Create();
                    var letters = token.ToCharArray();
                    letters[change.Item1] = change.Item2;
                    var changed = new string(letters);
                    return changed == token || !TokenText.TryReadId(changed, out string? _);
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("gtp_")]
    [InlineData("Bearer gtp_")]
    public void Other_text_is_no_token(string text) =>
        Assert.False(TokenText.TryReadId(text, out _));
}
