namespace Orrery.Embedded.Streams;

/// <summary>The next items of a stream: at least one, unless it has ended.</summary>
internal readonly record struct StreamBatch<T>(List<T> Items, bool HasEnded);
