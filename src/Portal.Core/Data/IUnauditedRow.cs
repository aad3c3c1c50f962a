namespace Portal.Data;

/// <summary>
/// A row by which work tells how far it is. It changes nothing that somebody answers for, so a save of such rows alone
/// needs no audit entry.
/// </summary>
public interface IUnauditedRow;
