namespace Orrery.Embedded.Tests.Support;

/// <summary>Keeps a test that would wait for ever from doing so.</summary>
public static class TaskExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task Within(this Task task) => task.WaitAsync(Patience);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(Patience);

    public static Task<T> Within<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Patience);
}
