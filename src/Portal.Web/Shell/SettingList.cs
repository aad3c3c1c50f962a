using System.Reflection;
using Portal.Data;

namespace Portal.Shell;

/// <summary>Every class of settings of the program: what the doctor knows, and what docs/operations.md lists.</summary>
internal static class SettingList
{
    private const string Section = "Section";

    /// <summary>Classes that name their section, by that name.</summary>
    public static IReadOnlyList<Type> OptionTypes() =>
        [
            .. new[] { typeof(PortalDb).Assembly, typeof(PortalApp).Assembly }
                .SelectMany(a => a.GetTypes())
                .Where(t => t.Name.EndsWith("Options", StringComparison.Ordinal))
                .Where(t => SectionField(t) is not null)
                .OrderBy(SectionOf, StringComparer.Ordinal),
        ];

    public static string SectionOf(Type options) =>
        (string)SectionField(options)!.GetRawConstantValue()!;

    private static FieldInfo? SectionField(Type type) =>
        type.GetField(Section, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            is { IsLiteral: true } field
        && field.FieldType == typeof(string)
            ? field
            : null;
}
