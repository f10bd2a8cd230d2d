using System.Reflection;
using Orrery.Storage;
using Orrery.Storage.Rows;

namespace Orrery.Grains.Tests.Support;

/// <summary>A store that can be told to refuse every commit, as one whose disk is full.</summary>
public class FaultyStore : DispatchProxy
{
    private static readonly MethodInfo Later = typeof(FaultyStore).GetMethod(nameof(ReadAfterAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private IStore _inner = null!;

    /// <summary>Whether commits fail.</summary>
    public bool IsAway { get; set; }

    /// <summary>Commits that fail, told by their rows; null: none.</summary>
    public Func<IReadOnlyList<StoreRow>, bool>? Refuses { get; set; }

    /// <summary>What commits wait for, told by their rows; null: for nothing.</summary>
    public Func<IReadOnlyList<StoreRow>, Task>? Holds { get; set; }

    /// <summary>What reads wait for, told by the name of their method; null: for nothing.</summary>
    public Func<string, Task>? HoldsReads { get; set; }

    public static (IStore Store, FaultyStore Faults) Around(IStore inner)
    {
        var store = Create<IStore, FaultyStore>();
        var faults = (FaultyStore)(object)store;
        faults._inner = inner;
        return (store, faults);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IStore.CommitAsync) && (IsAway || Refuses?.Invoke((IReadOnlyList<StoreRow>)args![0]!) == true)
            ? new ValueTask<CommitOutcome>(Task.FromException<CommitOutcome>(new StoreUnavailableException("The store is away, says the test.")))
            : targetMethod!.Name == nameof(IStore.CommitAsync) && Holds is { } hold
            ? new ValueTask<CommitOutcome>(CommitAfterAsync(hold((IReadOnlyList<StoreRow>)args![0]!), (IReadOnlyList<StoreRow>)args[0]!))
            : HoldsReads is { } holds && targetMethod.ReturnType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Task<>)
            ? Later.MakeGenericMethod(type.GenericTypeArguments).Invoke(null, [holds(targetMethod.Name), (Func<object?>)(() => targetMethod.Invoke(_inner, args))])
            : targetMethod!.Invoke(_inner, args);

    private static async Task<T> ReadAfterAsync<T>(Task hold, Func<object?> read)
    {
        await hold;
        return await (Task<T>)read()!;
    }

    private async Task<CommitOutcome> CommitAfterAsync(Task hold, IReadOnlyList<StoreRow> rows)
    {
        await hold;
        return await _inner.CommitAsync(rows);
    }
}
