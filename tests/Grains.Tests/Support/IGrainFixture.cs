using Orrery.Embedded.Tests.Support;
using Orrery.Storage;

namespace Orrery.Grains.Tests.Support;

/// <summary>A host for grains under test. Suites are written once against it; each host has one implementation.</summary>
public interface IGrainFixture : IAsyncDisposable
{
    IGrainFactory Grains { get; }

    IStore Store { get; }

    /// <summary>The clock, unless the fixture was started with another.</summary>
    ManualTime Clock { get; }

    FaultyStore Faults { get; }

    /// <summary>Spans of what the grains do; none are made until it is switched on.</summary>
    RecordedSpans Spans { get; }

    /// <summary>Makes a grain's activation go away: on the embedded host as in a crash, without a last word.</summary>
    Task CrashAsync(IGrain grain);
}
