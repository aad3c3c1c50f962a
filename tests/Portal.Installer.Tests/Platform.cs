using System.Runtime.Versioning;

// The script is for Unix shells.
[assembly: SupportedOSPlatform("linux")]
