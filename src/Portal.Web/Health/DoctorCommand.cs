using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Portal.Data;
using Portal.Shell;

namespace Portal.Health;

/// <summary><c>portal doctor</c>: looks at everything, changes nothing, says what to do.</summary>
internal static class DoctorCommand
{
    private const int Broken = 1;
    private const int Warned = 3;

    public static Command Build(string[] settings, TextWriter output)
    {
        var deep = new Option<bool>("--deep")
        {
            Description = "Read every stored file and compare it with its digest",
        };
        var json = new Option<bool>("--json") { Description = "Answer in JSON" };
        var command = new Command(
            "doctor",
            "Look at settings, folders, database, files, keys and jobs without changing anything, and say what to do. Exit code 0: all well, 1: something is broken, 3: nothing but warnings."
        )
        {
            deep,
            json,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var findings = await ExamineAsync(
                    settings,
                    parsed.GetValue(deep),
                    cancellationToken
                );
                await output.WriteAsync(
                    parsed.GetValue(json) ? ToJson(findings) : ToText(findings)
                );
                return ExitCodeOf(findings);
            }
        );
        return command;
    }

    private static async Task<IReadOnlyList<HealthFinding>> ExamineAsync(
        string[] settings,
        bool deep,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<HealthFinding>();
        findings.AddRange(SettingsCheckup.Look(settings));
        OfflinePortal portal;
        try
        {
            portal = OfflinePortal.Open(settings, DataFolder.Observe);
        }
        catch (Exception e) when (e is SettingException or InvalidOperationException)
        {
            findings.Add(
                new(
                    "portal",
                    Severity.Skipped,
                    "Nothing else can be checked before the settings are mended."
                )
            );
            return findings;
        }

        await using (portal)
        {
            findings.AddRange(await portal.Get<Doctor>().RunAsync(deep, cancellationToken));
        }

        return findings;
    }

    private static int ExitCodeOf(IReadOnlyList<HealthFinding> findings) =>
        findings.Any(f => f.Severity == Severity.Error) ? Broken
        : findings.Any(f => f.Severity == Severity.Warning) ? Warned
        : 0;

    private static string ToText(IReadOnlyList<HealthFinding> findings)
    {
        var text = new System.Text.StringBuilder();
        var width = findings.Max(f => f.Check.Length);
        foreach (var finding in findings)
        {
            var word = finding.Severity switch
            {
                Severity.Ok => "ok     ",
                Severity.Skipped => "skipped",
                Severity.Warning => "WARNING",
                _ => "ERROR  ",
            };
            text.Append($"{word}  {finding.Check.PadRight(width)}  {finding.Message}\n");
            if (finding.Advice is { } advice)
            {
                text.Append($"{new string(' ', 11 + width)}{advice}\n");
            }
        }

        return text.ToString();
    }

    private static string ToJson(IReadOnlyList<HealthFinding> findings) =>
        JsonSerializer.Serialize(
            new DoctorReport(
                ExitCodeOf(findings) switch
                {
                    0 => "ok",
                    Warned => "warning",
                    _ => "error",
                },
                findings
            ),
            DoctorJson.Default.DoctorReport
        ) + "\n";
}

/// <param name="Status">ok, warning or error: the worst of the findings.</param>
internal sealed record DoctorReport(string Status, IReadOnlyList<HealthFinding> Findings);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SeverityConverter)]
)]
[JsonSerializable(typeof(DoctorReport))]
internal sealed partial class DoctorJson : JsonSerializerContext;

internal sealed class SeverityConverter()
    : JsonStringEnumConverter<Severity>(JsonNamingPolicy.CamelCase);
