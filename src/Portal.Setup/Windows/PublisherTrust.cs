using System;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Portal.Setup.Machines;

namespace Portal.Setup.Windows;

/// <summary>
/// Whether Windows takes drivers of a catalog without a question: those that Microsoft's hardware programme signed, and those
/// of publishers whose certificate is among the trusted ones.
/// </summary>
internal static class PublisherTrust
{
    /// <summary>DRIVER_ACTION_VERIFY: signed as a driver, by Microsoft.</summary>
    private static readonly Guid Driver = new("f750e6c3-38ee-11d1-85e5-00c04fc295ee");

    /// <summary>WINTRUST_ACTION_GENERIC_VERIFY_V2: signed by somebody whom this Windows can follow to a root.</summary>
    private static readonly Guid Generic = new("00aac56b-cd44-11d0-8cc2-00c04fc295ee");

    public static CatalogTrust Of(string catalog)
    {
        var publisher = Publisher(catalog);
        var name = publisher?.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        if (Verify(catalog, Driver) == 0)
        {
            return new CatalogTrust(isTrusted: true, name, null);
        }

        var problem = Verify(catalog, Generic);
        if (publisher == null || problem != 0)
        {
            return new CatalogTrust(
                isTrusted: false,
                name,
                "its catalog is not trusted (0x"
                    + problem.ToString("X8", System.Globalization.CultureInfo.InvariantCulture)
                    + ")"
            );
        }

        return new CatalogTrust(IsKnown(publisher), name, null);
    }

    public static string Add(string catalog)
    {
        var publisher =
            Publisher(catalog)
            ?? throw new SetupException(ExitCode.Failed, catalog + " has no publisher");
        var store = Open(OpenFlags.ReadWrite);
        try
        {
            store.Add(publisher);
        }
        finally
        {
            store.Close();
        }

        return publisher.Thumbprint!;
    }

    public static void Remove(string thumbprint)
    {
        var store = Open(OpenFlags.ReadWrite);
        try
        {
            store.RemoveRange(
                store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false)
            );
        }
        finally
        {
            store.Close();
        }
    }

    private static bool IsKnown(X509Certificate2 publisher)
    {
        var store = Open(OpenFlags.ReadOnly);
        try
        {
            return store.Certificates.Contains(publisher);
        }
        finally
        {
            store.Close();
        }
    }

    private static X509Store Open(OpenFlags flags)
    {
        var store = new X509Store(StoreName.TrustedPublisher, StoreLocation.LocalMachine);
        store.Open(flags);
        return store;
    }

    private static X509Certificate2? Publisher(string file)
    {
        try
        {
            return new X509Certificate2(X509Certificate.CreateFromSignedFile(file));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static int Verify(string file, Guid action)
    {
        var name = new FileInfo { Size = (uint)Marshal.SizeOf(typeof(FileInfo)), Path = file };
        var place = Marshal.AllocHGlobal(Marshal.SizeOf(typeof(FileInfo)));
        try
        {
            Marshal.StructureToPtr(name, place, fDeleteOld: false);
            var data = new TrustData
            {
                Size = (uint)Marshal.SizeOf(typeof(TrustData)),
                // No window, no question about revocation to a network that may not be there.
                Ui = 2,
                Revocation = 0,
                Choice = 1,
                File = place,
                Flags = 0x1000, // from the cache only
            };
            return WinVerifyTrust(IntPtr.Zero, ref action, ref data);
        }
        finally
        {
            Marshal.DestroyStructure(place, typeof(FileInfo));
            Marshal.FreeHGlobal(place);
        }
    }

    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
    private struct FileInfo
    {
        public uint Size;

        [MarshalAs(UnmanagedType.LPWStr)]
        public string Path;
        public IntPtr Handle;
        public IntPtr Subject;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TrustData
    {
        public uint Size;
        public IntPtr Policy;
        public IntPtr Client;
        public uint Ui;
        public uint Revocation;
        public uint Choice;
        public IntPtr File;
        public uint Action;
        public IntPtr State;
        public IntPtr Url;
        public uint Flags;
        public uint Context;
        public IntPtr Settings;
    }

    [DllImport("wintrust.dll")]
    private static extern int WinVerifyTrust(IntPtr window, ref Guid action, ref TrustData data);
}
