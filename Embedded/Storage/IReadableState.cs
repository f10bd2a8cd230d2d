namespace Orrery.Embedded.Storage;

/// <summary>A piece of state that is read before its grain is activated.</summary>
internal interface IReadableState
{
    Task ReadStateAsync(CancellationToken cancellationToken);
}
