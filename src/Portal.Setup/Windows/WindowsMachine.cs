using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Principal;
using System.Threading;
using Portal.Setup.Guests;
using Portal.Setup.Machines;
using Portal.Setup.Network;

namespace Portal.Setup.Windows;

/// <summary>The Windows that this runs on.</summary>
internal sealed class WindowsMachine : Machine
{
    private const string LogSource = "Guest Tools";

    /// <summary>Its event log takes no longer entries.</summary>
    private const int MaximumEntry = 30_000;

    public override string DataFolder { get; } =
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData),
            "GuestTools"
        );

    public override bool IsAdministrator
    {
        get
        {
            using var identity = WindowsIdentity.GetCurrent();
            return new WindowsPrincipal(identity).IsInRole(WindowsBuiltInRole.Administrator);
        }
    }

    public override DateTime UtcNow
    {
        get
        {
            GetSystemTimeAsFileTime(out var time);
            return DateTime.FromFileTimeUtc(time);
        }
    }

    public override void MakeSafeFolder(string path) => SafeFolder.Make(path);

    public override GuestFacts ReadFacts() => WindowsFacts.Read();

    public override void Wait(TimeSpan time)
    {
        using var never = new ManualResetEvent(initialState: false);
        never.WaitOne(time);
    }

    public override string Tool(string name)
    {
        var windows = Environment.GetFolderPath(Environment.SpecialFolder.Windows);
        // A 32-bit process is shown other programs than those of its Windows, unless it asks by this name.
        var folder = Path.Combine(windows, "Sysnative");
        if (!Directory.Exists(folder))
        {
            folder = Path.Combine(windows, "System32");
        }

        return name == "powershell.exe"
            ? Path.Combine(folder, @"WindowsPowerShell\v1.0\powershell.exe")
            : Path.Combine(folder, name);
    }

    public override ToolEnd Run(ToolStart start) => ToolRunner.Run(start);

    public override IDisposable? TryLock()
    {
        try
        {
            // Gone with the process that holds it, however that ends.
            return new FileStream(
                Path.Combine(DataFolder, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            return null;
        }
    }

    public override IList<string> Ancestors() => ProcessTree.Ancestors();

    public override void Log(bool isFailure, string message)
    {
        try
        {
            if (!EventLog.SourceExists(LogSource))
            {
                EventLog.CreateEventSource(LogSource, "Application");
            }

            EventLog.WriteEntry(
                LogSource,
                message.Length > MaximumEntry ? message.Substring(0, MaximumEntry) : message,
                isFailure ? EventLogEntryType.Error : EventLogEntryType.Information,
                isFailure ? 2 : 1
            );
        }
        catch (Exception e)
            when (e is InvalidOperationException
                || e is System.ComponentModel.Win32Exception
                || e is System.Security.SecurityException
                || e is ArgumentException
            )
        {
            // The log may be full, or closed to us: what was done is in the result.
        }
    }

    public override MsiPackage? ReadMsi(string path) => MsiLibrary.Read(path);

    public override string? MsiVersion(string productCode) => MsiLibrary.VersionOf(productCode);

    public override IList<string> MsiProducts(string upgradeCode) =>
        MsiLibrary.Related(upgradeCode);

    public override InstalledProgram? FindProgram(string name) => ProgramList.Find(name);

    public override IList<string> PublishedNames(string infPath) => DriverStore.NamesOf(infPath);

    public override bool IsPublished(string publishedName) =>
        File.Exists(Path.Combine(DriverStore.Folder, publishedName));

    public override CatalogTrust TrustOf(string catalogPath) => PublisherTrust.Of(catalogPath);

    public override string TrustPublisher(string catalogPath) => PublisherTrust.Add(catalogPath);

    public override void DistrustPublisher(string thumbprint) => PublisherTrust.Remove(thumbprint);

    public override IList<AdapterSettings> ReadAdapters() => AdapterReader.Read();

    public override void RunApart(string runId, IList<string> arguments) =>
        ScheduledTasks.RunNow(this, runId, arguments);

    public override void EndApart(string runId) => ScheduledTasks.Remove(this, runId);

    public override void RestoreAtStart() => ScheduledTasks.RunAtStart(this);

    public override void EndRestoreAtStart() => ScheduledTasks.RemoveAtStart(this);

    [DllImport("kernel32.dll")]
    private static extern void GetSystemTimeAsFileTime(out long time);
}
