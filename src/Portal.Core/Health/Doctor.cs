using System.Data.Common;
using Microsoft.Extensions.Options;

namespace Portal.Health;

/// <summary>Runs every checkup and gives all that they find at once; one that fails hides no other.</summary>
public sealed class Doctor
{
    private readonly IEnumerable<NamedCheckup> _checkups;

    internal Doctor(IEnumerable<NamedCheckup> checkups) => _checkups = checkups;

    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<HealthFinding>();
        var isDatabaseUsable = true;
        foreach (var (name, make) in _checkups)
        {
            var found = await RunAsync(name, make, isDatabaseUsable, deep, cancellationToken);
            findings.AddRange(found);
            if (name == DatabaseCheckup.TheName)
            {
                isDatabaseUsable = found.All(f => f.Severity == Severity.Ok);
            }
        }

        return findings;
    }

    private static async Task<IReadOnlyList<HealthFinding>> RunAsync(
        string name,
        Func<ICheckup> make,
        bool isDatabaseUsable,
        bool deep,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var checkup = make();
            return checkup.NeedsDatabase && !isDatabaseUsable
                ? [Skipped(name, "the database cannot be used")]
                : await checkup.RunAsync(deep, cancellationToken);
        }
        catch (Exception e) when (IsSetting(e))
        {
            return [Skipped(name, "the settings are not valid")];
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or DbException
                        or InvalidDataException
            )
        {
            return
            [
                HealthFinding.Error(
                    name,
                    e.Message.ReplaceLineEndings(" "),
                    "Mend that, then run the doctor again."
                ),
            ];
        }
    }

    /// <summary>The binder's own complaint, of a word in the place of a number, is an InvalidOperationException.</summary>
    private static bool IsSetting(Exception e) =>
        e
            is OptionsValidationException
                or InvalidOperationException
                {
                    Source: "Microsoft.Extensions.Configuration.Binder"
                };

    private static HealthFinding Skipped(string name, string why) =>
        new(name, Severity.Skipped, $"Not checked, because {why}.");
}
