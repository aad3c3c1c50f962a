namespace Portal.Guests;

/// <summary>What a guest's script left.</summary>
/// <param name="ExitCode">Of the script.</param>
/// <param name="Output">Its standard output, byte for byte.</param>
/// <param name="Console">Messages of the kernel and the script's standard error.</param>
public sealed record GuestResult(int ExitCode, byte[] Output, string Console);
