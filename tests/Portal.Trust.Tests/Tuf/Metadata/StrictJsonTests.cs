using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Metadata;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\":1,\"a\":1}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("{'a':1}")]
    [InlineData("// comment\n{}")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("-0")]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("NaN")]
    [InlineData("9007199254740992")]
    [InlineData("-9007199254740992")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\uFEFF{}")]
    public void What_could_be_read_in_two_ways_is_refused(string text)
    {
        var refused = Assert.Throws<TufException>(() =>
            StrictJson.Read(Encoding.UTF8.GetBytes(text))
        );

        Assert.Equal(TufFault.Malformed, refused.Fault);
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused() =>
        Assert.Throws<TufException>(() => StrictJson.Read([(byte)'"', 0xff, (byte)'"']));

    [Fact]
    public void Depth_and_number_of_values_are_bounded()
    {
        _ = StrictJson.Read(Encoding.UTF8.GetBytes(new string('[', 32) + new string(']', 32)));
        Assert.Throws<TufException>(() =>
            StrictJson.Read(Encoding.UTF8.GetBytes(new string('[', 33) + new string(']', 33)))
        );
        Assert.Throws<TufException>(() =>
            StrictJson.Read(Encoding.UTF8.GetBytes(new string('[', 1_000_000)))
        );
        Assert.Throws<TufException>(() =>
            StrictJson.Read(
                Encoding.UTF8.GetBytes(
                    $"[{string.Join(',', Enumerable.Repeat('1', StrictJson.MaxValues))}]"
                )
            )
        );
    }

    [Fact]
    public void The_bounds_of_numbers_are_inside() =>
        Assert.Equal(
            "[-9007199254740991,0,9007199254740991]",
            Canonical("[-9007199254740991, 0, 9007199254740991]")
        );

    [Theory]
    [InlineData("{\"b\":1, \"a\" : [ true,false , null ]}", "{\"a\":[true,false,null],\"b\":1}")]
    [InlineData("\"a\\nb\\u0001\\/\"", "\"a\nb\u0001/\"")]
    [InlineData("\"\\\"\\\\\"", "\"\\\"\\\\\"")]
    [InlineData("\"\\u00fc\"", "\"ü\"")]
    [InlineData("{\"a\":1,\"B\":2,\"_\":3,\"\":4}", "{\"\":4,\"B\":2,\"_\":3,\"a\":1}")]
    public void Canonical_is_olpc_and_not_rfc_8785(string json, string canonical) =>
        Assert.Equal(canonical, Canonical(json));

    [Fact]
    public void A_served_file_reads_back_as_the_same_canonical_bytes() =>
        Prop.ForAll(
                Trees.Arbitrary,
                tree =>
                {
                    var canonical = CanonicalJson.Encode(tree);
                    var again = StrictJson.Read(CanonicalJson.EncodeFile(tree));
                    return canonical.AsSpan().SequenceEqual(CanonicalJson.Encode(again));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void White_space_and_escapes_do_not_change_what_is_signed() =>
        Prop.ForAll(
                Trees.Arbitrary,
                tree =>
                {
                    using var document = JsonDocument.Parse(CanonicalJson.EncodeFile(tree));
                    // .NET's own writer, indented, everything outside of ASCII escaped.
                    var other = JsonSerializer.SerializeToUtf8Bytes(document.RootElement, Indented);
                    return CanonicalJson
                        .Encode(StrictJson.Read(other))
                        .AsSpan()
                        .SequenceEqual(CanonicalJson.Encode(tree));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Different_documents_have_different_canonical_bytes() =>
        Prop.ForAll(
                Trees.Arbitrary,
                Trees.Arbitrary,
                (one, other) =>
                    CanonicalJson
                        .EncodeFile(one)
                        .AsSpan()
                        .SequenceEqual(CanonicalJson.EncodeFile(other))
                    == CanonicalJson.Encode(one).AsSpan().SequenceEqual(CanonicalJson.Encode(other))
            )
            .QuickCheckThrowOnFailure();

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static string Canonical(string json) =>
        Encoding.UTF8.GetString(
            CanonicalJson.Encode(StrictJson.Read(Encoding.UTF8.GetBytes(json)))
        );
}
