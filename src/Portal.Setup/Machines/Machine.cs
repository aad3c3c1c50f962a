using System;
using System.Collections.Generic;
using Portal.Setup.Guests;
using Portal.Setup.Network;

namespace Portal.Setup.Machines;

/// <summary>The Windows that is installed into: all that the engine asks of it and does to it.</summary>
internal abstract class Machine
{
    /// <summary><c>%ProgramData%\GuestTools</c>: nobody but administrators writes there.</summary>
    public abstract string DataFolder { get; }

    /// <summary>A folder that only administrators write to. One that somebody else has made is refused.</summary>
    /// <exception cref="SetupException">It is not theirs.</exception>
    public abstract void MakeSafeFolder(string path);

    /// <summary>True when this process may change the system.</summary>
    public abstract bool IsAdministrator { get; }

    public abstract GuestFacts ReadFacts();

    public abstract DateTime UtcNow { get; }

    public abstract void Wait(TimeSpan time);

    /// <summary>How long another installer is waited for.</summary>
    public virtual TimeSpan Patience => TimeSpan.FromMinutes(2);

    /// <summary>Path of one of Windows' own programs: <c>msiexec.exe</c>.</summary>
    public abstract string Tool(string name);

    /// <summary>Runs a program to its end, without a window, with nothing to read and nobody to ask.</summary>
    public abstract ToolEnd Run(ToolStart start);

    /// <summary>Taken until it is disposed; null when another run has it.</summary>
    public abstract IDisposable? TryLock();

    /// <summary>Names of the processes above this one, the nearest first: <c>qemu-ga.exe</c>.</summary>
    public abstract IList<string> Ancestors();

    /// <summary>Adds an entry to the event log of Windows; a log that is full is no reason to stop.</summary>
    public abstract void Log(bool isFailure, string message);

    /// <summary>What a package says of itself; null when it cannot be read.</summary>
    public abstract MsiPackage? ReadMsi(string path);

    /// <summary>Version of an installed product; null when it is not installed.</summary>
    public abstract string? MsiVersion(string productCode);

    /// <summary>Product codes of installed products of a family.</summary>
    public abstract IList<string> MsiProducts(string upgradeCode);

    /// <summary>What Windows' list of installed programs has under a name; null when it has none.</summary>
    public abstract InstalledProgram? FindProgram(string name);

    /// <summary>Names under which Windows has published INF files with the bytes of this one: <c>oem12.inf</c>.</summary>
    public abstract IList<string> PublishedNames(string infPath);

    /// <summary>True while Windows has published an INF file of this name.</summary>
    public abstract bool IsPublished(string publishedName);

    /// <summary>Whether this Windows installs drivers of this catalog without a question.</summary>
    public abstract CatalogTrust TrustOf(string catalogPath);

    /// <summary>Makes Windows trust the publisher of a catalog, as its owner's policy says; gives what takes it back.</summary>
    public abstract string TrustPublisher(string catalogPath);

    /// <summary>Takes it back.</summary>
    public abstract void DistrustPublisher(string thumbprint);

    /// <summary>How adapters are configured that are not left to DHCP.</summary>
    public abstract IList<AdapterSettings> ReadAdapters();

    /// <summary>Starts the program again where the end of whoever started it does not reach it: as a scheduled task.</summary>
    /// <exception cref="SetupException">It cannot be started.</exception>
    public abstract void RunApart(string runId, IList<string> arguments);

    /// <summary>The task of a run apart is not needed any more.</summary>
    public abstract void EndApart(string runId);

    /// <summary>Has adapters looked after once more when Windows starts next.</summary>
    public abstract void RestoreAtStart();

    public abstract void EndRestoreAtStart();
}
