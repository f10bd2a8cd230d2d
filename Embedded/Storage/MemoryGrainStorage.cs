using System.Collections.Concurrent;
using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Serialization;

namespace Orrery.Embedded.Storage;

/// <summary>Grain storage in memory. Keeps copies, so that a grain's later changes are not seen before it writes them.</summary>
internal sealed class MemoryGrainStorage(Silo silo) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId GrainId), Record> _records = new();
    private long _lastVersion;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var record = _records.GetValueOrDefault((stateName, grainId));
        grainState.State = record is null ? NewState<T>() : Copy((T?)record.State);
        grainState.ETag = record?.ETag;
        grainState.RecordExists = record is not null;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var record = new Record(Copy(grainState.State), Interlocked.Increment(ref _lastVersion).ToString(CultureInfo.InvariantCulture));
        var stored = _records.GetValueOrDefault(key);
        var isWritten = stored?.ETag == grainState.ETag
            && (stored is null ? _records.TryAdd(key, record) : _records.TryUpdate(key, record, stored));
        if (!isWritten)
        {
            throw Clash(key, grainState.ETag);
        }

        grainState.ETag = record.ETag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var stored = _records.GetValueOrDefault(key);
        if (stored?.ETag != grainState.ETag || (stored is not null && !_records.TryRemove(KeyValuePair.Create(key, stored))))
        {
            throw Clash(key, grainState.ETag);
        }

        grainState.State = NewState<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private static T? NewState<T>() => typeof(T) == typeof(string) || typeof(T).IsArray ? default : Activator.CreateInstance<T>();

    private T? Copy<T>(T? state) => (T?)silo.Copier.For(typeof(T)).Copy(state, new CopySession());

    private InconsistentStateException Clash((string Name, GrainId GrainId) key, string? etag)
    {
        var stored = _records.GetValueOrDefault(key)?.ETag;
        return new InconsistentStateException(
            $"State '{key.Name}' of grain '{key.GrainId}' is stored with version {stored ?? "none"}, but the grain has version {etag ?? "none"}.",
            stored,
            etag);
    }

    // A class, so that TryUpdate compares identities: a version is never written twice.
    private sealed class Record(object? state, string eTag)
    {
        public object? State { get; } = state;

        public string ETag { get; } = eTag;
    }
}
