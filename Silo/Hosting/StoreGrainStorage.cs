using System.Globalization;
using System.Text.Json;
using Orleans.Storage;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Silo.Hosting;

/// <summary>Small state of grains in the store's <c>grain_state</c>, as JSON that depends on no type name.</summary>
/// <param name="store">The store.</param>
public sealed class StoreGrainStorage(IStore store) : IGrainStorage
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (type, key) = NameOf(grainId);
        var row = await store.GetGrainStateAsync(type, key, stateName);
        grainState.RecordExists = row?.Payload is not null;
        grainState.ETag = row is null ? null : EtagOf(row.Revision);
        grainState.State = row?.Payload is { } payload ? JsonSerializer.Deserialize<T>(payload, Json) : Activator.CreateInstance<T>();
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteAsync(stateName, grainId, grainState, JsonSerializer.SerializeToUtf8Bytes(grainState.State, Json));

    /// <inheritdoc/>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await WriteAsync(stateName, grainId, grainState, payload: null);
        grainState.State = Activator.CreateInstance<T>();
    }

    private static (string Type, string Key) NameOf(GrainId id) => (id.Type.ToString()!, id.Key.ToString()!);

    private static string EtagOf(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    private async Task WriteAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, byte[]? payload)
    {
        var (type, key) = NameOf(grainId);
        var revision = grainState.ETag is null ? 0 : long.Parse(grainState.ETag, CultureInfo.InvariantCulture);
        var row = new GrainStateRow { Revision = revision, GrainType = type, GrainKey = key, Name = stateName, Payload = payload };
        if (await store.CommitAsync([row]) == CommitOutcome.Stale)
        {
            throw new InconsistentStateException($"State '{stateName}' of {grainId} was written by somebody else since it was read.");
        }

        grainState.ETag = EtagOf(revision + 1);
        grainState.RecordExists = payload is not null;
    }
}
