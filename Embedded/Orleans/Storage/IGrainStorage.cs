using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps state of grains. Registered as a keyed service under the storage's name.</summary>
public interface IGrainStorage
{
    /// <summary>Reads a record into <paramref name="grainState"/>; without a record it gets a new state and no version.</summary>
    /// <typeparam name="T">The state's type.</typeparam>
    /// <param name="stateName">The name of the state.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">What to fill.</param>
    /// <returns>A task that ends when it is read.</returns>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Writes a record if its stored version is still that of <paramref name="grainState"/>, and sets the new version.</summary>
    /// <typeparam name="T">The state's type.</typeparam>
    /// <param name="stateName">The name of the state.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">What to write.</param>
    /// <returns>A task that ends when it is durable.</returns>
    /// <exception cref="InconsistentStateException">The stored version is another.</exception>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <summary>Deletes a record if its stored version is still that of <paramref name="grainState"/>, and resets that.</summary>
    /// <typeparam name="T">The state's type.</typeparam>
    /// <param name="stateName">The name of the state.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">What to reset.</param>
    /// <returns>A task that ends when it is deleted.</returns>
    /// <exception cref="InconsistentStateException">The stored version is another.</exception>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
}
