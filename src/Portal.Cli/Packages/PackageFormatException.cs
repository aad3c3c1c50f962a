namespace Portal.Cli.Packages;

/// <summary>A file is not what its name says, is damaged, or holds more than is read. The message is one sentence without its path.</summary>
internal sealed class PackageFormatException(string message) : Exception(message);
