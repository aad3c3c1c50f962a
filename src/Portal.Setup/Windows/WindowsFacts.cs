using System;
using System.Runtime.InteropServices;
using Microsoft.Win32;
using Portal.Setup.Guests;

namespace Portal.Setup.Windows;

/// <summary>Which Windows this is: asked of the kernel, which tells every program the same.</summary>
internal static class WindowsFacts
{
    private const byte Workstation = 1;
    private const string CurrentVersion = @"SOFTWARE\Microsoft\Windows NT\CurrentVersion";

    public static GuestFacts Read()
    {
        var version = new VersionInfo { Size = Marshal.SizeOf(typeof(VersionInfo)) };
        _ = RtlGetVersion(ref version);
        return new GuestFacts(
            new Version(
                version.Major,
                version.Minor,
                version.Build,
                Number(CurrentVersion, "UBR") ?? 0
            ),
            version.ProductType != Workstation,
            Architecture(),
            Number(@"SYSTEM\CurrentControlSet\Control\SecureBoot\State", "UEFISecureBootEnabled")
                is { } secure
                ? secure != 0
                : null
        );
    }

    // A process of another architecture is told its own by everything but this, which Windows has since 10 version 1511.
    private static string Architecture()
    {
        try
        {
            if (IsWow64Process2(GetCurrentProcess(), out _, out var native))
            {
                return native switch
                {
                    0xAA64 => "aarch64",
                    0x8664 => "x86_64",
                    0x014C => "x86",
                    _ => "unknown",
                };
            }
        }
        catch (EntryPointNotFoundException)
        {
            // An older Windows, of two architectures.
        }

        return Environment.Is64BitOperatingSystem ? "x86_64" : "x86";
    }

    private static int? Number(string key, string name)
    {
        using var machine = RegistryKey.OpenBaseKey(
            RegistryHive.LocalMachine,
            Environment.Is64BitOperatingSystem ? RegistryView.Registry64 : RegistryView.Default
        );
        using var opened = machine.OpenSubKey(key);
        return opened?.GetValue(name) as int?;
    }

    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
    private struct VersionInfo
    {
        public int Size;
        public int Major;
        public int Minor;
        public int Build;
        public int Platform;

        [MarshalAs(UnmanagedType.ByValTStr, SizeConst = 128)]
        public string ServicePack;
        public ushort ServicePackMajor;
        public ushort ServicePackMinor;
        public ushort Suite;
        public byte ProductType;
        public byte Reserved;
    }

    [DllImport("ntdll.dll")]
    private static extern int RtlGetVersion(ref VersionInfo version);

    [DllImport("kernel32.dll")]
    private static extern IntPtr GetCurrentProcess();

    [DllImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool IsWow64Process2(IntPtr process, out ushort own, out ushort native);
}
