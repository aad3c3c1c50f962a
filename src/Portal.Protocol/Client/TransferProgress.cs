using System.Runtime.InteropServices;

namespace Portal.Protocol.Client;

/// <param name="Done">Bytes sent or received so far; begins again at 0 when an upload is tried again.</param>
/// <param name="Total">Of how many; 0 when unknown.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TransferProgress(long Done, long Total);
