using Portal.Testing.Signing;
using Portal.Trust.Authenticode;

namespace Portal.Trust.Tests.Authenticode;

/// <summary>How tests verify.</summary>
internal static class Verifiers
{
    /// <summary>When tests take place.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Believes the stand-in as if it were Microsoft.</summary>
    public static AuthenticodeVerifier WithStandIn { get; } =
        new(TrustedRoots.Programme.With(CodeAuthority.Microsoft.Root), new StoppedClock());

    /// <summary>Believes whom the portal believes.</summary>
    public static AuthenticodeVerifier Real { get; } = new(new StoppedClock());

    public static FileSignature Only(byte[] file) => Assert.Single(All(file));

    public static IReadOnlyList<FileSignature> All(
        byte[] file,
        AuthenticodeVerifier? verifier = null
    ) => (verifier ?? WithStandIn).Verify(SamplePe.DigestOf(file));

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
