using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Storage;
using Orrery.Embedded.Activations;

namespace Orrery.Embedded.Storage;

/// <summary>State of a grain in a grain storage.</summary>
/// <typeparam name="T">The state's type.</typeparam>
internal sealed class PersistentState<T>(IGrainStorage storage, string name, GrainId grainId) : IPersistentState<T>, IReadableState
{
    private readonly GrainState<T> _state = new();

    public T State
    {
        get => _state.State!;
        set => _state.State = value;
    }

    public string? Etag => _state.ETag;

    public bool RecordExists => _state.RecordExists;

    public static object Create(Activation activation, PersistentStateAttribute attribute)
    {
        var storageName = attribute.StorageName ?? ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME;
        var storage = activation.ActivationServices.GetKeyedService<IGrainStorage>(storageName) ?? throw new OrleansConfigurationException(
            $"Grain '{activation.GrainId}' keeps state '{attribute.StateName}' in the grain storage '{storageName}', which is not registered. "
            + $"Call AddMemoryGrainStorage(\"{storageName}\"), or register a keyed IGrainStorage with that name.");
        var state = new PersistentState<T>(storage, attribute.StateName, activation.GrainId);
        activation.AddState(state);
        return state;
    }

    public Task ReadStateAsync() => storage.ReadStateAsync(name, grainId, _state);

    public Task WriteStateAsync() => storage.WriteStateAsync(name, grainId, _state);

    public Task ClearStateAsync() => storage.ClearStateAsync(name, grainId, _state);

    public Task ReadStateAsync(CancellationToken cancellationToken) => UnlessCancelled(ReadStateAsync, cancellationToken);

    public Task WriteStateAsync(CancellationToken cancellationToken) => UnlessCancelled(WriteStateAsync, cancellationToken);

    public Task ClearStateAsync(CancellationToken cancellationToken) => UnlessCancelled(ClearStateAsync, cancellationToken);

    // Storage takes no token: what has begun is waited for, so that version and record stay those of storage.
    private static Task UnlessCancelled(Func<Task> access, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled(cancellationToken) : access();
}
