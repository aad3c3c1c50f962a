using System.Buffers.Binary;
using System.Security.Cryptography;
using Portal.Testing.Signing;
using Portal.Trust.Authenticode;

namespace Portal.Trust.Tests.Authenticode;

/// <summary>What signatures of PE files come to, by an authority of the tests' own.</summary>
public sealed class SignatureTests
{
    private static readonly DateTimeOffset LongAgo = new(2020, 5, 17, 10, 0, 0, TimeSpan.Zero);
    private static readonly byte[] File = SamplePe.Make("a driver");

    private static readonly Lazy<Signer> LazyPublisher = new(() =>
        CodeAuthority.Microsoft.Issue("Somebody", CodeAuthority.CodeSigning)
    );
    private static readonly Lazy<Signer> LazyExpired = new(() =>
        CodeAuthority.Microsoft.Issue(
            "Once",
            LongAgo.AddMonths(-6),
            LongAgo.AddMonths(6),
            CodeAuthority.CodeSigning,
            CodeAuthority.Hardware
        )
    );
    private static readonly Lazy<Signer> LazyTime = new(() =>
        CodeAuthority.Microsoft.Issue("Clock", CodeAuthority.Timestamping)
    );

    [Theory]
    [InlineData(
        SignatureClass.Attested,
        CodeAuthority.CodeSigning,
        CodeAuthority.Hardware,
        CodeAuthority.Attested
    )]
    [InlineData(SignatureClass.Attested, CodeAuthority.Attested)]
    [InlineData(SignatureClass.Whql, CodeAuthority.CodeSigning, CodeAuthority.Hardware)]
    [InlineData(
        SignatureClass.Whql,
        CodeAuthority.CodeSigning,
        CodeAuthority.Hardware,
        CodeAuthority.Extended
    )]
    [InlineData(SignatureClass.Whql, CodeAuthority.Extended, CodeAuthority.CodeSigning)]
    [InlineData(SignatureClass.Windows, CodeAuthority.CodeSigning, CodeAuthority.SystemComponent)]
    [InlineData(SignatureClass.Microsoft, CodeAuthority.CodeSigning)]
    public void The_purposes_of_a_certificate_below_a_root_of_microsoft_tell_the_class(
        SignatureClass expected,
        params string[] purposes
    )
    {
        var signer = CodeAuthority.Microsoft.Issue("Windows Hardware", purposes);

        var signature = Verifiers.Only(SamplePe.Sign(File, signer));

        Assert.Equal(new FileSignature(expected, "Windows Hardware", null, null), signature);
    }

    [Fact]
    public void The_purposes_of_microsoft_count_for_nothing_below_another_root()
    {
        var signer = CodeAuthority.Unknown.Issue(
            "Microsoft Windows Hardware Compatibility Publisher",
            CodeAuthority.CodeSigning,
            CodeAuthority.Hardware
        );

        Assert.Equal(SignatureClass.TestSigned, Verifiers.Only(SamplePe.Sign(File, signer)).Class);
    }

    [Fact]
    public void A_root_that_only_has_the_name_of_a_trusted_one_is_not_trusted()
    {
        var forged = new CodeAuthority("Stand-in for Microsoft");
        var signer = forged.Issue("Somebody", CodeAuthority.CodeSigning, CodeAuthority.Hardware);
        var options = new SignatureOptions { Extra = [forged.Root] };

        Assert.NotEqual(
            SignatureClass.Whql,
            Verifiers.Only(SamplePe.Sign(File, signer, options)).Class
        );
    }

    [Fact]
    public void An_authority_that_is_not_for_drivers_makes_no_driver_of_one()
    {
        var narrow = new CodeAuthority("Narrow", [CodeAuthority.CodeSigning]);
        var signer = narrow.Issue("Too much", CodeAuthority.CodeSigning, CodeAuthority.Hardware);
        var verifier = new AuthenticodeVerifier(
            TrustedRoots.Programme.With(narrow.Root),
            TimeProvider.System
        );

        Assert.Equal(
            SignatureClass.Microsoft,
            Assert.Single(Verifiers.All(SamplePe.Sign(File, signer), verifier)).Class
        );
    }

    [Fact]
    public void A_certificate_that_is_not_for_code_signs_none()
    {
        var signer = CodeAuthority.Microsoft.Issue("Mail", "1.3.6.1.5.5.7.3.4");

        var signature = Verifiers.Only(SamplePe.Sign(File, signer));

        Assert.Equal(
            (SignatureClass.Broken, SignatureProblem.Purpose),
            (signature.Class, signature.Problem)
        );
    }

    [Fact]
    public void A_file_without_a_signature_has_none() => Assert.Empty(Verifiers.All(File));

    [Theory]
    [InlineData(0x200, SignatureProblem.Altered)] // content
    [InlineData(0x40, SignatureProblem.Altered)] // what DOS would run
    public void A_changed_byte_is_told(int at, SignatureProblem expected)
    {
        var signed = SamplePe.Sign(File, LazyPublisher.Value);
        signed[at] ^= 1;

        var signature = Verifiers.Only(signed);

        Assert.Equal((SignatureClass.Broken, expected), (signature.Class, signature.Problem));
        Assert.Equal("Somebody", signature.Signer);
    }

    [Fact]
    public void Every_byte_of_the_file_outside_of_three_places_is_covered()
    {
        var signed = SamplePe.Sign(File, LazyPublisher.Value);
        var checksum = 0x80 + 88;
        var directory = SamplePe.SecurityDirectory(File);
        for (var at = 0; at < File.Length; at++)
        {
            var isLeftOut =
                (at >= checksum && at < checksum + 4) || (at >= directory && at < directory + 8);
            if (isLeftOut)
            {
                continue;
            }

            var changed = signed.ToArray();
            changed[at] ^= 0x10;
            using var digester = new PeDigester();
            digester.Append(changed);
            var digest = digester.Finish();
            Assert.True(
                digest is null || Verifiers.WithStandIn.Verify(digest).All(s => !s.IsValid),
                $"Byte {at} may be changed."
            );
        }
    }

    [Fact]
    public void A_signature_that_the_certificate_did_not_make_is_told()
    {
        var signature = Verifiers.Only(
            SamplePe.Sign(File, LazyPublisher.Value, new SignatureOptions { Forge = true })
        );

        Assert.Equal(SignatureProblem.Forged, signature.Problem);
    }

    [Fact]
    public void An_expired_certificate_needs_a_timestamp_of_its_days()
    {
        Assert.Equal(
            SignatureProblem.Expired,
            Verifiers.Only(SamplePe.Sign(File, LazyExpired.Value)).Problem
        );
        Assert.Equal(
            SignatureProblem.Expired,
            Verifiers
                .Only(SamplePe.Sign(File, LazyExpired.Value, Dated(LongAgo.AddYears(2))))
                .Problem
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_timestamp_of_either_kind_dates_a_signature(bool isOld)
    {
        var signature = Verifiers.Only(
            SamplePe.Sign(File, LazyExpired.Value, Dated(LongAgo) with { IsOldTimestamp = isOld })
        );

        Assert.Equal((SignatureClass.Whql, LongAgo), (signature.Class, signature.Timestamp));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nobody_dates_their_own_signatures(bool isOld)
    {
        var clock = CodeAuthority.Unknown.Issue("My clock", CodeAuthority.Timestamping);
        var options = Dated(LongAgo) with { Authority = clock, IsOldTimestamp = isOld };

        var signature = Verifiers.Only(SamplePe.Sign(File, LazyExpired.Value, options));

        Assert.Equal((SignatureProblem.Expired, null), (signature.Problem, signature.Timestamp));
    }

    [Fact]
    public void A_certificate_for_code_does_not_date()
    {
        var options = Dated(LongAgo) with { Authority = LazyPublisher.Value };

        Assert.Null(Verifiers.Only(SamplePe.Sign(File, LazyExpired.Value, options)).Timestamp);
    }

    [Fact]
    public void The_timestamp_of_another_signature_does_not_count()
    {
        // Its imprint is of the signature that it was made for.
        var dated = SamplePe.Sign(SamplePe.Make("another"), LazyExpired.Value, Dated(LongAgo));
        var signature = SamplePe.Signature(
            File,
            LazyExpired.Value,
            Dated(LongAgo) with
            {
                Forge = true,
            }
        );

        Assert.Equal(SignatureClass.Whql, Verifiers.Only(dated).Class);
        Assert.Equal(
            SignatureProblem.Forged,
            Verifiers.Only(SamplePe.Attach(File, [signature])).Problem
        );
    }

    [Fact]
    public void A_certificate_for_its_lifetime_alone_is_not_dated()
    {
        var signer = CodeAuthority.Microsoft.Issue(
            "Once",
            LongAgo.AddMonths(-6),
            LongAgo.AddMonths(6),
            CodeAuthority.CodeSigning,
            CodeAuthority.LifetimeSigning
        );

        Assert.Equal(
            SignatureProblem.Expired,
            Verifiers.Only(SamplePe.Sign(File, signer, Dated(LongAgo))).Problem
        );
    }

    [Fact]
    public void Several_signatures_nested_or_side_by_side_are_all_read_and_the_best_counts()
    {
        var attested = CodeAuthority.Microsoft.Issue(
            "Hardware",
            CodeAuthority.Attested,
            CodeAuthority.CodeSigning
        );
        var unknown = CodeAuthority.Unknown.Issue("Test", CodeAuthority.CodeSigning);
        var nested = SamplePe.Signature(File, attested);
        var outer = SamplePe.Signature(
            File,
            unknown,
            new SignatureOptions { Nested = [nested], Hash = HashAlgorithmName.SHA1 }
        );
        var beside = SamplePe.Signature(File, LazyPublisher.Value);

        var signatures = Verifiers.All(SamplePe.Attach(File, [outer, beside]));

        Assert.Equal(
            [SignatureClass.TestSigned, SignatureClass.Microsoft, SignatureClass.Attested],
            signatures.Select(s => s.Class)
        );
        Assert.Equal(SignatureClass.Attested, FileSignature.Best(signatures)!.Class);
    }

    [Fact]
    public void Signatures_that_nest_without_end_are_read_up_to_a_limit()
    {
        var signature = SamplePe.Signature(File, LazyPublisher.Value);
        for (var i = 0; i < 30; i++)
        {
            signature = SamplePe.Signature(
                File,
                LazyPublisher.Value,
                new SignatureOptions { Nested = [signature] }
            );
        }

        Assert.Equal(
            AuthenticodeVerifier.MaximumSignatures,
            Verifiers.All(SamplePe.Attach(File, [signature])).Count
        );
    }

    [Fact]
    public void A_hash_that_is_not_computed_is_told_as_that()
    {
        var signature = Verifiers.Only(
            SamplePe.Sign(
                File,
                LazyPublisher.Value,
                new SignatureOptions { Hash = HashAlgorithmName.SHA512 }
            )
        );

        Assert.Equal(SignatureProblem.Algorithm, signature.Problem);
    }

    [Fact]
    public void The_signature_of_a_catalog_is_none_of_a_file()
    {
        var catalog = SampleCatalog.Sign([new CatalogFile("a.sys", File)], LazyPublisher.Value);

        Assert.Equal(
            SignatureProblem.Malformed,
            Verifiers.Only(SamplePe.Attach(File, [catalog])).Problem
        );
    }

    [Fact]
    public void A_table_that_is_not_at_the_end_is_misplaced()
    {
        byte[] signed = [.. SamplePe.Sign(File, LazyPublisher.Value), .. new byte[8]];

        Assert.Equal(SignatureProblem.Misplaced, Verifiers.Only(signed).Problem);
    }

    [Theory]
    [InlineData(0, 12)] // where nothing is
    [InlineData(1020, 4)]
    [InlineData(0x80, 1024)] // over its own header
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_table_that_is_nowhere_is_misplaced(int offset, int length)
    {
        var file = File.ToArray();
        var at = SamplePe.SecurityDirectory(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), offset);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at + 4), length);

        Assert.False(Verifiers.Only(file).IsValid);
    }

    [Fact]
    public void The_classes_are_in_order_and_have_words()
    {
        Assert.Equal(Enum.GetValues<SignatureClass>().Order(), Enum.GetValues<SignatureClass>());
        Assert.Equal(Enum.GetValues<SignatureClass>().Length, SignatureClasses.All.Count);
        Assert.All(
            Enum.GetValues<SignatureClass>(),
            value =>
            {
                Assert.True(SignatureClasses.TryParse(value.Text(), out var again));
                Assert.Equal(value, again);
            }
        );
        Assert.All(
            Enum.GetValues<SignatureProblem>(),
            problem => Assert.Equal(problem, SignatureProblems.Parse(problem.Text()))
        );
    }

    private static SignatureOptions Dated(DateTimeOffset at) =>
        new() { Authority = LazyTime.Value, Time = at };
}
