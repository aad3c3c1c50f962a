using Portal.Data;
using Portal.Packaging.Drivers;

namespace Portal.Components;

/// <summary>Writes down what was found in the files of a version.</summary>
internal static class DriverRows
{
    /// <summary>Adds the rows and marks the version as looked into; the caller saves.</summary>
    public static void Add(PortalDb db, ComponentVersion version, DriverReport report)
    {
        version.Note(report.Remarks);
        foreach (
            var path in report
                .Signatures.Keys.Concat(report.Members.Keys)
                .Distinct(StringComparer.Ordinal)
        )
        {
            db.Add(
                SignedFile.Of(
                    version,
                    path,
                    report.Signatures.GetValueOrDefault(path),
                    report.Members.GetValueOrDefault(path)
                )
            );
        }

        foreach (var driver in report.Drivers)
        {
            db.Add(ComponentDriver.Of(version, driver));
        }
    }
}
