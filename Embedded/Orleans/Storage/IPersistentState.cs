using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>State of a grain, read before <see cref="Grain.OnActivateAsync"/> and written when the grain says so.</summary>
/// <typeparam name="TState">The state's type.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>;
