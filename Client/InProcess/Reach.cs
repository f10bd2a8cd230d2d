using System.Runtime.CompilerServices;

namespace Orrery.Client.InProcess;

/// <summary>Turns what grains throw when the installation cannot be reached into what clients are promised.</summary>
internal static class Reach
{
    /// <summary>Awaits a call to a grain.</summary>
    /// <exception cref="OrreryUnavailableException">The store or the server that holds the grain cannot be reached.</exception>
    public static async Task<T> AskAsync<T>(Task<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call.WaitAsync(cancellationToken);
        }
        catch (Exception e) when (Find(e) is { } cause)
        {
            throw Unavailable(cause, e);
        }
    }

    /// <summary>Reads a stream of a grain.</summary>
    /// <exception cref="OrreryUnavailableException">The store or the server that holds the grain cannot be reached.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(IAsyncEnumerable<T> stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var items = stream.GetAsyncEnumerator(cancellationToken);
        while (await AskAsync(items.MoveNextAsync().AsTask(), CancellationToken.None))
        {
            yield return items.Current;
        }
    }

    // The store's exceptions are known by name: clients do not depend on the store, and over a cluster they may come wrapped.
    private static Exception? Find(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is TimeoutException or SiloUnavailableException or OrleansMessageRejectionException or EnumerationAbortedException
                || e.GetType().FullName is "Orrery.Storage.StoreUnavailableException" or "Orrery.Storage.StoreFencedException")
            {
                return e;
            }
        }

        return null;
    }

    private static OrreryUnavailableException Unavailable(Exception cause, Exception thrown) => new(
        cause is TimeoutException or SiloUnavailableException or OrleansMessageRejectionException or EnumerationAbortedException
            ? $"The server did not answer: {cause.Message} Nothing is known about the request; look, then ask again."
            : cause.Message,
        thrown);
}
