using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Access;

/// <summary>Grants as one column: <c>administrator</c> or <c>project-uploader:qemu;release-manager:guest-tools</c>.</summary>
internal static class GrantList
{
    public static void HasGrantList(this PropertyBuilder<IReadOnlyList<Grant>> property) =>
        property.HasConversion(
            grants => Write(grants),
            text => Read(text),
            new ValueComparer<IReadOnlyList<Grant>>(
                (a, b) => a!.SequenceEqual(b!),
                grants => grants.Count,
                grants => grants.ToList()
            )
        );

    // Names hold neither sign.
    private static string Write(IReadOnlyList<Grant> grants) =>
        string.Join(';', grants.Select(g => g.Scope is null ? g.Role : $"{g.Role}:{g.Scope}"));

    private static IReadOnlyList<Grant> Read(string text) =>
        [
            .. text.Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(part => part.Split(':'))
                .Select(part => new Grant(part[0], part.Length == 1 ? null : part[1])),
        ];
}
