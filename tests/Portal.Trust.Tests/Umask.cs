using System.Runtime.InteropServices;

namespace Portal.Trust.Tests;

/// <summary>Sets the process's umask, and sets it back.</summary>
internal sealed class Umask : IDisposable
{
    private readonly uint _before;

    public Umask(int mask) => _before = Set((uint)mask);

    public void Dispose() => _ = Set(_before);

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Set(uint mask);
}
