using System.Reflection;

namespace Portal.Backups;

internal static class PortalVersion
{
    /// <summary>Of this program, as <c>0.1.0</c>.</summary>
    public static string Current { get; } =
        typeof(PortalVersion)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];
}
