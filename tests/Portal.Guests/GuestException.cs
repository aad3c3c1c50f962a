namespace Portal.Guests;

/// <summary>A guest could not be made, or did not run to its end; the message holds what it said.</summary>
public sealed class GuestException(string message) : Exception(message);
