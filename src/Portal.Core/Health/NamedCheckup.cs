namespace Portal.Health;

/// <summary>A checkup that is made when its turn comes: a setting that is not valid must not hide the others.</summary>
internal sealed record NamedCheckup(string Name, Func<ICheckup> Make);
