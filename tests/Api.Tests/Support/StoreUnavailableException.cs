namespace Orrery.Storage;

/// <summary>The store's exception, which the API knows by name alone.</summary>
internal sealed class StoreUnavailableException(string message) : Exception(message);
