using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Orrery.Cli.Tests")]
