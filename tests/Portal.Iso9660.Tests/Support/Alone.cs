namespace Portal.Iso9660.Tests.Support;

/// <summary>Tests that measure or change the whole process run when no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
