using System;
using System.Collections.Generic;
using System.IO;
using Portal.Setup.Documents;
using Portal.Setup.Runs;

namespace Portal.Setup.Kinds;

/// <summary>
/// Whether Windows takes drivers without a question: it asks about publishers that it does not know, in a window that nobody
/// answers. The owner's policy may name a publisher, who is trusted then for as long as the component is here.
/// </summary>
internal static class DriverPublishers
{
    private const string Prefix = "publisher:";

    /// <summary>Why not all of these drivers can be installed; null: they can.</summary>
    public static string? Untrusted(ComponentRun run, IList<string> files)
    {
        foreach (var file in files)
        {
            var catalog = CatalogOf(run, file);
            if (catalog == null)
            {
                return Path.GetFileName(file) + " is not signed: there is no catalog beside it";
            }

            var trust = run.Machine.TrustOf(catalog);
            if (trust.Problem != null)
            {
                return Path.GetFileName(file) + " is not signed for this Windows: " + trust.Problem;
            }

            if (!trust.IsTrusted && !run.Policy.Trusts(trust.Publisher))
            {
                return "this Windows does not trust the publisher '"
                    + trust.Publisher
                    + "'; the guest's owner may: trust-publisher = "
                    + trust.Publisher;
            }
        }

        return null;
    }

    /// <summary>Has Windows trust the publishers that the policy names, and writes down what takes that back.</summary>
    public static void Trust(ComponentRun run, IList<string> files, ComponentRecord record)
    {
        foreach (var file in files)
        {
            var catalog = CatalogOf(run, file)!;
            if (!run.Machine.TrustOf(catalog).IsTrusted)
            {
                var mark = Prefix + run.Machine.TrustPublisher(catalog);
                run.Write("its publisher is trusted from now on, as the policy of this guest says");
                if (!record.Put.Contains(mark))
                {
                    record.Put.Insert(0, mark);
                    run.Keep(record);
                }
            }
        }
    }

    /// <summary>Takes trust back; false for what is no mark of it.</summary>
    public static bool TryTakeBack(ComponentRun run, string mark)
    {
        if (!mark.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        run.Machine.DistrustPublisher(mark.Substring(Prefix.Length));
        return true;
    }

    // CatalogFile.NTamd64 goes before CatalogFile.NT, and that before CatalogFile.
    private static string? CatalogOf(ComponentRun run, string file)
    {
        var path = run.Disc.PathOf(file);
        var values = InfVersion.Read(path);
        var word = run.Guest.Architecture switch
        {
            "x86_64" => "amd64",
            "aarch64" => "arm64",
            _ => "x86",
        };
        foreach (var key in (string[])["CatalogFile.NT" + word, "CatalogFile.NT", "CatalogFile"])
        {
            if (values.TryGetValue(key, out var name))
            {
                var catalog = Path.Combine(Path.GetDirectoryName(path)!, name);
                return File.Exists(catalog) ? catalog : null;
            }
        }

        return null;
    }
}
