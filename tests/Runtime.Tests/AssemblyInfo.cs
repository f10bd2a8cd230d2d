using System.Runtime.Versioning;

// Real processes, signals and /proc: what is tested exists on Linux alone.
[assembly: SupportedOSPlatform("linux")]
