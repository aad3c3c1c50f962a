using System.Runtime.Versioning;

// Modes, links and agents are those of a Unix; the portal's server side runs there alone.
[assembly: SupportedOSPlatform("linux")]
