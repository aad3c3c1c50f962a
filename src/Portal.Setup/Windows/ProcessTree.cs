using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Portal.Setup.Windows;

/// <summary>Who started this process, and who started that.</summary>
internal static class ProcessTree
{
    private const uint Processes = 2;
    private const int MaximumDepth = 16;

    public static IList<string> Ancestors()
    {
        var parents = new Dictionary<uint, uint>();
        var names = new Dictionary<uint, string>();
        var snapshot = CreateToolhelp32Snapshot(Processes, 0);
        if (snapshot == new IntPtr(-1))
        {
            return [];
        }

        try
        {
            var entry = new ProcessEntry { Size = (uint)Marshal.SizeOf(typeof(ProcessEntry)) };
            for (
                var more = Process32First(snapshot, ref entry);
                more;
                more = Process32Next(snapshot, ref entry)
            )
            {
                parents[entry.Id] = entry.Parent;
                names[entry.Id] = entry.Name;
            }
        }
        finally
        {
            CloseHandle(snapshot);
        }

        var found = new List<string>();
        using var self = Process.GetCurrentProcess();
        var id = (uint)self.Id;
        while (
            found.Count < MaximumDepth
            && parents.TryGetValue(id, out id)
            && names.TryGetValue(id, out var name)
        )
        {
            found.Add(name);
        }

        return found;
    }

    [StructLayout(LayoutKind.Sequential, CharSet = CharSet.Unicode)]
    private struct ProcessEntry
    {
        public uint Size;
        public uint Usage;
        public uint Id;
        public IntPtr Heap;
        public uint Module;
        public uint Threads;
        public uint Parent;
        public int Priority;
        public uint Flags;

        [MarshalAs(UnmanagedType.ByValTStr, SizeConst = 260)]
        public string Name;
    }

    [DllImport("kernel32.dll", SetLastError = true)]
    private static extern IntPtr CreateToolhelp32Snapshot(uint flags, uint process);

    [DllImport("kernel32.dll", CharSet = CharSet.Unicode, EntryPoint = "Process32FirstW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool Process32First(IntPtr snapshot, ref ProcessEntry entry);

    [DllImport("kernel32.dll", CharSet = CharSet.Unicode, EntryPoint = "Process32NextW")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool Process32Next(IntPtr snapshot, ref ProcessEntry entry);

    [DllImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CloseHandle(IntPtr handle);
}
