using System.Net;
using System.Reflection;
using Portal.Data;
using Portal.Shell;

namespace Portal.Health;

/// <summary>Settings that are not valid, that nobody reads, or that leave a door open.</summary>
internal static class SettingsCheckup
{
    private const string Name = "settings";

    public static IEnumerable<HealthFinding> Look(string[] settings)
    {
        var findings = new List<HealthFinding>();
        findings.AddRange(
            PortalApp
                .CheckSettings(settings)
                .Select(problem =>
                    HealthFinding.Error(
                        Name,
                        problem.ReplaceLineEndings(" "),
                        "The portal does not start before that is mended; docs/operations.md has every setting with its bounds."
                    )
                )
        );
        var configuration = PortalApp.CreateBuilder(settings).Configuration;
        findings.AddRange(Unknown(configuration));
        findings.AddRange(Addresses(configuration));
        return findings.Count > 0
            ? findings
            : [HealthFinding.Ok(Name, "Every setting is known and within its bounds.")];
    }

    /// <summary>A name that was misspelt says nothing and does nothing.</summary>
    private static IEnumerable<HealthFinding> Unknown(IConfiguration configuration) =>
        from options in SettingList.OptionTypes()
        let section = SettingList.SectionOf(options)
        from child in configuration.GetSection(section).GetChildren()
        where
            !SettingList.OptionTypes().Any(o => SettingList.SectionOf(o) == child.Path)
            && options.GetProperty(
                child.Key,
                BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase
            )
                is null
        select HealthFinding.Warning(
            $"{Name}.unknown",
            $"{section}__{child.Key} is no setting of this portal.",
            "Look for a misspelling; docs/operations.md has every setting."
        );

    private static IEnumerable<HealthFinding> Addresses(IConfiguration configuration)
    {
        var urls = (configuration["urls"] ?? PortalApp.DefaultUrl).Split(
            ';',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        var hasProxies = configuration.GetSection("Proxies").GetChildren().Any();
        foreach (var url in urls)
        {
            BindingAddress address;
            HealthFinding? malformed = null;
            try
            {
                address = BindingAddress.Parse(url);
            }
            catch (FormatException)
            {
                malformed = HealthFinding.Error(
                    $"{Name}.urls",
                    $"ASPNETCORE_URLS holds '{url}', which is no address.",
                    "Write it as http://127.0.0.1:8080."
                );
                address = null!;
            }

            if (malformed is not null)
            {
                yield return malformed;
            }
            else if (
                address.Scheme == "http"
                && !address.IsUnixPipe
                && !hasProxies
                && !IsLoopback(address.Host)
            )
            {
                yield return HealthFinding.Warning(
                    $"{Name}.urls",
                    $"The portal listens on {url} without TLS, and no proxy is named.",
                    "Put a server that speaks TLS in front and name its address by Proxies__0; passwords and tokens cross the network in the clear otherwise."
                );
            }
        }
    }

    private static bool IsLoopback(string host) =>
        host == "localhost"
        || (
            IPAddress.TryParse(host.Trim('[', ']'), out var address)
            && IPAddress.IsLoopback(address)
        );
}
