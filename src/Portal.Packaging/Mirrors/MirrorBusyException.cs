namespace Portal.Packaging.Mirrors;

/// <summary>Another process fills the tree.</summary>
public sealed class MirrorBusyException(string folder)
    : Exception($"Another one is at work in {folder}. Try again when it is done.");
