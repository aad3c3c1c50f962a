using FsCheck;
using FsCheck.Fluent;
using Portal.Testing.Signing;
using Portal.Trust.Authenticode;

namespace Portal.Trust.Tests.Authenticode;

/// <summary>Hashing PE files as they pass.</summary>
public sealed class PeDigesterTests
{
    private static readonly byte[] Signed = SamplePe.Sign(
        SamplePe.Make("in pieces"),
        CodeAuthority.Microsoft.Issue("Somebody", CodeAuthority.CodeSigning)
    );

    [Fact]
    public void It_does_not_matter_in_which_pieces_a_file_comes()
    {
        var whole = SamplePe.DigestOf(Signed);
        Prop.ForAll(
                Gen.Choose(1, 700).ArrayOf().Where(sizes => sizes.Length > 0).ToArbitrary(),
                sizes =>
                {
                    using var digester = new PeDigester();
                    for (var (at, i) = (0, 0); at < Signed.Length; i++)
                    {
                        var size = Math.Min(sizes[i % sizes.Length], Signed.Length - at);
                        digester.Append(Signed.AsSpan(at, size));
                        at += size;
                    }

                    var digest = digester.Finish()!;
                    return digest.Sha256.Span.SequenceEqual(whole.Sha256.Span)
                        && digest.Sha1.Span.SequenceEqual(whole.Sha1.Span)
                        && digest.Table.Span.SequenceEqual(whole.Table.Span)
                        && digest.Problem is null;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Signing_does_not_change_what_is_hashed()
    {
        byte[] odd = [.. SamplePe.Make("odd"), 1, 2, 3];
        var signer = CodeAuthority.Microsoft.Issue("Somebody", CodeAuthority.CodeSigning);

        Assert.True(
            SamplePe
                .DigestOf(odd)
                .Sha256.Span.SequenceEqual(
                    SamplePe.DigestOf(SamplePe.Sign(odd, signer)).Sha256.Span
                )
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("MZ")]
    [InlineData(
        "MZ and so on, a text of more than sixty-four characters, which is no program at all."
    )]
    [InlineData("#!/bin/sh\n")]
    public void Other_files_are_none(string text)
    {
        using var digester = new PeDigester();
        digester.Append(System.Text.Encoding.ASCII.GetBytes(text));

        Assert.Null(digester.Finish());
    }

    [Fact]
    public void A_file_cut_anywhere_is_answered()
    {
        for (var length = 0; length < Signed.Length; length++)
        {
            using var digester = new PeDigester();
            digester.Append(Signed.AsSpan(0, length));
            if (digester.Finish() is { } digest)
            {
                Assert.DoesNotContain(Verifiers.WithStandIn.Verify(digest), s => s.IsValid);
            }
        }
    }
}
