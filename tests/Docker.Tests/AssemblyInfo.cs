using System.Runtime.Versioning;

// Containers, their limits and their folders: what is tested exists on Linux alone.
[assembly: SupportedOSPlatform("linux")]
