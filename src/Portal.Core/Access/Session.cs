using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Protocol;

namespace Portal.Access;

/// <summary>A signed-in browser. The cookie names it; ending the row ends the session, whatever the cookie says.</summary>
internal sealed class Session
{
    public required Guid Id { get; init; }

    /// <summary>An account; a robot where its token was used to sign in.</summary>
    public required string Account { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>To the minute; the session slides with it.</summary>
    public required DateTimeOffset LastUsedAt { get; set; }

    public SessionMethod Method { get; init; }

    /// <summary>Of a session by token: the token's id, or <see cref="Authenticator.AdminTokenId"/>.</summary>
    public string? Token { get; init; }

    public string? Address { get; init; }

    /// <summary><see cref="Origin.Site"/>: from there the account has been signed in to.</summary>
    public string? Site { get; init; }

    public string? Agent { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A one-time way in, kept by the hash of its code.</summary>
internal sealed class SignInLink
{
    public required Digest Hash { get; init; }

    public required string Account { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("Sessions");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        // Sessions from before there was another way in began by a link.
        builder
            .Property(s => s.Method)
            .HasConversion<string>()
            .HasMaxLength(20)
            .HasDefaultValue(SessionMethod.Link);
        builder.HasIndex(s => s.LastUsedAt);
        builder.Property(s => s.Token).HasMaxLength(40);
        builder.Property(s => s.Address).HasMaxLength(Origin.AddressLength);
        builder.Property(s => s.Site).HasMaxLength(Origin.AddressLength);
        builder.Property(s => s.Agent).HasMaxLength(Origin.AgentLength);
        builder.HasOne<Principal>().WithMany().HasForeignKey(s => s.Account);
    }
}

internal sealed class SignInLinkConfiguration : IEntityTypeConfiguration<SignInLink>
{
    public void Configure(EntityTypeBuilder<SignInLink> builder)
    {
        builder.ToTable("SignInLinks");
        builder.HasKey(l => l.Hash);
        builder.HasOne<Account>().WithMany().HasForeignKey(l => l.Account);
    }
}
