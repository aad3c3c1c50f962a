using System.Text.RegularExpressions;
using Portal.Protocol;
using Portal.Protocol.Hosts;
using Portal.Protocol.Problems;

namespace Portal.Hosts;

/// <summary>What a report may say, whoever sends it.</summary>
internal static partial class ReportCheck
{
    public const int ReasonLength = 40;
    public const int ErrorLength = 80;
    public const int GtpLength = 40;

    /// <summary>How far a host's clock may be ahead. A report of the far future would keep out every later one.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(1);

    /// <summary>Every finding at once.</summary>
    public static List<Finding> Run(EnrolledHost host, ReportWire report, DateTimeOffset now)
    {
        var findings = new List<Finding>();
        Check(report.Id != Guid.Empty, "id", "The report has no id of its own.");
        Check(report.Host == host.Id, "host", "The report is of another host than signed it.");
        Check(
            report.Version is null == report.Sha256 is null,
            "sha256",
            "Version and sha256 of an image go together."
        );
        Check(
            report.Version is null || Names.IsReleaseVersion(report.Version),
            "version",
            $"'{report.Version}' is no release version."
        );
        Check(
            report.Pinned is null || Names.IsReleaseVersion(report.Pinned),
            "pinned",
            $"'{report.Pinned}' is no release version."
        );
        Check(
            report.Reason is null || Reason().IsMatch(report.Reason),
            "reason",
            $"A reason is a word of at most {ReasonLength} of a-z, 0-9 and -."
        );
        Check(
            report.Error is null
                || (report.Error.Length <= ErrorLength && Code().IsMatch(report.Error)),
            "error",
            $"An error is a code of at most {ErrorLength} of a-z, 0-9, - and dots."
        );
        Check(
            Program().IsMatch(report.Gtp),
            "gtp",
            $"The program's version has 1 to {GtpLength} of 0-9, A-Z, a-z and . + - ~."
        );
        Check(
            report.Time <= now + Ahead,
            "time",
            $"The host's clock says {report.Time.UtcDateTime:O}, more than an hour ahead of {now.UtcDateTime:O}."
        );
        return findings;

        void Check(bool holds, string field, string message)
        {
            if (!holds)
            {
                findings.Add(new($"report.{field}", message, field));
            }
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,39}\z")]
    private static partial Regex Reason();

    [GeneratedRegex(@"\A[a-z][a-z0-9-]*([.][a-z0-9-]+)*\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"\A[0-9A-Za-z.+~-]{1,40}\z")]
    private static partial Regex Program();
}
