using System.Runtime.InteropServices;

namespace Portal.Setup.Windows;

/// <summary>The window that this process prints to.</summary>
internal static class OwnConsole
{
    /// <summary>True when Windows made it for this process alone: by a double click, or because a disc came in.</summary>
    public static bool IsForUsAlone => GetConsoleProcessList(new uint[2], 2) == 1;

    [DllImport("kernel32.dll", SetLastError = true)]
    private static extern uint GetConsoleProcessList(uint[] processes, uint count);
}
