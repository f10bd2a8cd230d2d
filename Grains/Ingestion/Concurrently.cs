namespace Orrery.Grains.Ingestion;

/// <summary>Many calls side by side, but not all at once.</summary>
internal static class Concurrently
{
    /// <summary>Calls for each item, at most so many at a time; answers in the order of the items. The first failure is thrown once all others have ended.</summary>
    public static async Task<TResult[]> SelectAsync<T, TResult>(IReadOnlyList<T> items, int bound, Func<T, Task<TResult>> call)
    {
        var results = new TResult[items.Count];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(bound, items.Count)).Select(_ => PumpAsync()));
        return results;

        async Task PumpAsync()
        {
            for (int i; (i = Interlocked.Increment(ref next)) < items.Count;)
            {
                results[i] = await call(items[i]);
            }
        }
    }
}
