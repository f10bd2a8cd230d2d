using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Orrery.Embedded.Tests")]
