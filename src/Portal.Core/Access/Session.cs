using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Protocol;

namespace Portal.Access;

/// <summary>A signed-in browser. The cookie names it; ending the row ends the session, whatever the cookie says.</summary>
internal sealed class Session
{
    public required Guid Id { get; init; }

    public required string Account { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>To the minute; the session slides with it.</summary>
    public required DateTimeOffset LastUsedAt { get; set; }

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
        builder.HasOne<Account>().WithMany().HasForeignKey(s => s.Account);
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
