using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Protocol;

namespace Portal.Access;

/// <summary>What a person proves themselves with: a password and a second factor. One row an account, or none.</summary>
internal sealed class Credential
{
    public required string Account { get; init; }

    /// <summary>As <see cref="Passwords"/> writes it: algorithm, rounds, salt and hash. Null: none was chosen.</summary>
    public string? PasswordHash { get; set; }

    public DateTimeOffset? PasswordChangedAt { get; set; }

    /// <summary>Shared with the person's app; readable, since both sides compute with it. Null: no second factor.</summary>
    public byte[]? TotpSecret { get; set; }

    public DateTimeOffset? TotpSince { get; set; }

    /// <summary>The newest step of which a code was taken: that one and those before it are refused.</summary>
    public long TotpStep { get; set; }
}

/// <summary>A code for the day on which the app is lost. Works once; only its hash is kept.</summary>
internal sealed class RecoveryCode
{
    public required Digest Hash { get; init; }

    public required string Account { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}

internal sealed class CredentialConfiguration : IEntityTypeConfiguration<Credential>
{
    public void Configure(EntityTypeBuilder<Credential> builder)
    {
        builder.ToTable("Credentials");
        builder.HasKey(c => c.Account);
        builder.Property(c => c.PasswordHash).HasMaxLength(200);
        builder.Property(c => c.TotpSecret).HasMaxLength(Totp.SecretBytes);
        builder.HasOne<Account>().WithOne().HasForeignKey<Credential>(c => c.Account);
    }
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder)
    {
        builder.ToTable("RecoveryCodes");
        builder.HasKey(c => c.Hash);
        builder.HasOne<Account>().WithMany().HasForeignKey(c => c.Account);
    }
}
