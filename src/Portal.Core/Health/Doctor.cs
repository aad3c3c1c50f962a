using System.Data.Common;
using Microsoft.Extensions.Options;

namespace Portal.Health;

/// <summary>Runs every checkup and gives all that they find at once; one that fails hides no other.</summary>
public sealed class Doctor(IEnumerable<ICheckup> checkups)
{
    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<HealthFinding>();
        var isDatabaseUsable = true;
        foreach (var checkup in checkups)
        {
            if (checkup.NeedsDatabase && !isDatabaseUsable)
            {
                findings.Add(
                    new(
                        checkup.Name,
                        Severity.Skipped,
                        "Not checked, because the database cannot be used."
                    )
                );
                continue;
            }

            var found = await RunAsync(checkup, deep, cancellationToken);
            findings.AddRange(found);
            if (checkup is DatabaseCheckup)
            {
                isDatabaseUsable = found.All(f => f.Severity != Severity.Error);
            }
        }

        return findings;
    }

    private static async Task<IReadOnlyList<HealthFinding>> RunAsync(
        ICheckup checkup,
        bool deep,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await checkup.RunAsync(deep, cancellationToken);
        }
        catch (OptionsValidationException)
        {
            return
            [
                new(
                    checkup.Name,
                    Severity.Skipped,
                    "Not checked, because the settings are not valid."
                ),
            ];
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
                    checkup.Name,
                    e.Message.ReplaceLineEndings(" "),
                    "Mend that, then run the doctor again."
                ),
            ];
        }
    }
}
