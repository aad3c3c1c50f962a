using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Portal.Setup.Guests;
using Portal.Setup.Machines;
using Portal.Setup.Network;

namespace Portal.SetupHost;

/// <summary>
/// A Windows that is a folder, told by files in it. Programs are real processes: those in <c>bin</c> stand for Windows' own.
/// <code>
/// facts           10.0.22621.1702 client x86_64 true
/// bin/            msiexec.exe, pnputil.exe, netsh.exe, cmd.exe, powershell.exe: whatever the test puts there
/// msi/CODE        version of an installed product;    family/UPGRADE/CODE   its family
/// programs/NAME   version, UninstallString, QuietUninstallString of an installed program, a line each
/// published/      INF files that Windows has
/// trusted/        publishers that Windows trusts, a file each
/// adapters        mac|name|static|addresses|gateways|servers|addresses6|gateways6|servers6
/// ancestors       names of processes;   denied   no administrator;   locked   another run
/// data/           %ProgramData%\GuestTools;   events, apart, start: what the engine did
/// </code>
/// A package is a text file of its code, version and family; a catalog one of its publisher, and of a problem if it has one.
/// </summary>
internal sealed class FolderMachine(string root) : Machine
{
    private DateTime _now = new(2026, 11, 25, 3, 30, 0, DateTimeKind.Utc);

    public override string DataFolder => At("data");

    public override bool IsAdministrator => !File.Exists(At("denied"));

    public override DateTime UtcNow => _now;

    public override void MakeSafeFolder(string path) => Directory.CreateDirectory(path);

    public override GuestFacts ReadFacts()
    {
        var words = File.ReadAllText(At("facts")).Trim().Split(' ');
        return new GuestFacts(
            new Version(words[0]),
            words[1] == "server",
            words[2],
            words.Length > 3 ? bool.Parse(words[3]) : null
        );
    }

    /// <summary>Time passes and nobody waits for it.</summary>
    public override void Wait(TimeSpan time)
    {
        _now += time;
        Add("waits", time.ToString());
    }

    public override string Tool(string name) => At("bin/" + name);

    // Exit codes of Windows do not fit into those of this system: a program that has one writes it down.
    public override ToolEnd Run(ToolStart start)
    {
        File.Delete(At("exit"));
        var end = ToolRunner.Run(start);
        return File.Exists(At("exit"))
            ? new ToolEnd(
                long.Parse(File.ReadAllText(At("exit")), CultureInfo.InvariantCulture),
                end.Output,
                end.IsTimeout
            )
            : end;
    }

    public override IDisposable? TryLock() =>
        File.Exists(At("locked")) ? null : File.Create(At("data/lock"));

    public override IList<string> Ancestors() => Lines("ancestors");

    public override void Log(bool isFailure, string message) =>
        Add("events", (isFailure ? "error " : "information ") + message.Split('\r')[0]);

    public override MsiPackage? ReadMsi(string path)
    {
        var lines = File.ReadAllLines(path);
        return lines.Length < 2
            ? null
            : new MsiPackage(lines[0], lines[1], lines.Length > 2 ? lines[2] : null);
    }

    public override string? MsiVersion(string productCode) =>
        File.Exists(At("msi/" + productCode))
            ? File.ReadAllText(At("msi/" + productCode)).Trim()
            : null;

    public override IList<string> MsiProducts(string upgradeCode)
    {
        var codes = new List<string>();
        var folder = At("family/" + upgradeCode);
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.GetFiles(folder))
            {
                codes.Add(Path.GetFileName(file));
            }
        }

        codes.Sort(StringComparer.Ordinal);
        return codes;
    }

    public override InstalledProgram? FindProgram(string name)
    {
        var lines = Lines("programs/" + name);
        return lines.Count == 0
            ? null
            : new InstalledProgram(
                lines[0],
                lines.Count > 1 ? lines[1] : null,
                lines.Count > 2 ? lines[2] : null
            );
    }

    public override IList<string> PublishedNames(string infPath)
    {
        var names = new List<string>();
        foreach (var file in Directory.GetFiles(At("published")))
        {
            if (File.ReadAllText(file) == File.ReadAllText(infPath))
            {
                names.Add(Path.GetFileName(file));
            }
        }

        return names;
    }

    public override bool IsPublished(string publishedName) =>
        File.Exists(At("published/" + publishedName));

    public override CatalogTrust TrustOf(string catalogPath)
    {
        var lines = File.ReadAllLines(catalogPath);
        return new CatalogTrust(
            lines[0] == "Microsoft" || File.Exists(At("trusted/" + lines[0])),
            lines[0],
            lines.Length > 1 ? lines[1] : null
        );
    }

    public override string TrustPublisher(string catalogPath)
    {
        var name = File.ReadAllLines(catalogPath)[0];
        File.WriteAllText(At("trusted/" + name), "");
        return name;
    }

    public override void DistrustPublisher(string thumbprint) =>
        File.Delete(At("trusted/" + thumbprint));

    public override IList<AdapterSettings> ReadAdapters()
    {
        var adapters = new List<AdapterSettings>();
        foreach (var line in Lines("adapters"))
        {
            var fields = line.Split('|');
            var adapter = new AdapterSettings(fields[0], fields[1])
            {
                IsStatic = fields[2] == "static",
            };
            adapter.Addresses.AddRange(Words(fields[3]));
            adapter.Gateways.AddRange(Words(fields[4]));
            adapter.Servers.AddRange(Words(fields[5]));
            adapter.Addresses6.AddRange(Words(fields[6]));
            adapter.Gateways6.AddRange(Words(fields[7]));
            adapter.Servers6.AddRange(Words(fields[8]));
            adapters.Add(adapter);
        }

        return adapters;
    }

    public override void RunApart(string runId, IList<string> arguments)
    {
        foreach (var argument in arguments)
        {
            Add("apart", argument);
        }
    }

    public override void EndApart(string runId) => Add("apart", "ended " + runId);

    public override void RestoreAtStart() => Add("start", "restore");

    public override void EndRestoreAtStart() => File.Delete(At("start"));

    private string At(string path) => Path.Combine(root, path);

    private IList<string> Lines(string path) =>
        File.Exists(At(path)) ? File.ReadAllLines(At(path)) : [];

    private void Add(string path, string line) => File.AppendAllText(At(path), line + "\n");

    private static string[] Words(string field) =>
        field.Split([' '], StringSplitOptions.RemoveEmptyEntries);
}
