using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Reflection;

namespace Orrery.Embedded.Serialization;

/// <summary>Makes copiers for the framework's collections.</summary>
internal static class CollectionCopiers
{
    // Open type → the method below that makes its copier, and whether such collections cannot change.
    private static readonly Dictionary<Type, (string Method, bool Immutable)> Methods = new()
    {
        [typeof(List<>)] = (nameof(List), false),
        [typeof(HashSet<>)] = (nameof(HashSet), false),
        [typeof(SortedSet<>)] = (nameof(SortedSet), false),
        [typeof(Queue<>)] = (nameof(Queue), false),
        [typeof(Stack<>)] = (nameof(Stack), false),
        [typeof(Collection<>)] = (nameof(Collection), false),
        [typeof(ReadOnlyCollection<>)] = (nameof(ReadOnlyCollection), false),
        [typeof(ReadOnlyMemory<>)] = (nameof(ReadOnlyMemory), false),
        [typeof(ImmutableArray<>)] = (nameof(ImmutableArrayOf), true),
        [typeof(ImmutableList<>)] = (nameof(ImmutableListOf), true),
        [typeof(ImmutableHashSet<>)] = (nameof(ImmutableHashSetOf), true),
        [typeof(ImmutableSortedSet<>)] = (nameof(ImmutableSortedSetOf), true),
        [typeof(ImmutableQueue<>)] = (nameof(ImmutableQueueOf), true),
        [typeof(ImmutableStack<>)] = (nameof(ImmutableStackOf), true),
        [typeof(FrozenSet<>)] = (nameof(FrozenSetOf), true),
        [typeof(FrozenDictionary<,>)] = (nameof(FrozenDictionaryOf), true),
        [typeof(Dictionary<,>)] = (nameof(Dictionary), false),
        [typeof(SortedDictionary<,>)] = (nameof(SortedDictionary), false),
        [typeof(SortedList<,>)] = (nameof(SortedList), false),
        [typeof(ConcurrentDictionary<,>)] = (nameof(ConcurrentDictionary), false),
        [typeof(ReadOnlyDictionary<,>)] = (nameof(ReadOnlyDictionary), false),
        [typeof(ImmutableDictionary<,>)] = (nameof(ImmutableDictionaryOf), true),
        [typeof(ImmutableSortedDictionary<,>)] = (nameof(ImmutableSortedDictionaryOf), true),
    };

    public static bool Knows(Type definition) => Methods.ContainsKey(definition);

    public static bool IsImmutable(Type type) => Methods[type.GetGenericTypeDefinition()].Immutable;

    public static TypeCopier Create(Type type, MessageCopier copier) => (TypeCopier)typeof(CollectionCopiers)
        .GetMethod(Methods[type.GetGenericTypeDefinition()].Method, BindingFlags.Static | BindingFlags.NonPublic)!
        .MakeGenericMethod(type.GetGenericArguments())
        .Invoke(null, [copier])!;

    private static SequenceCopier<List<T>, T> List<T>(MessageCopier copier) => new(copier, (_, items) => [.. items]);

    private static SequenceCopier<HashSet<T>, T> HashSet<T>(MessageCopier copier) => new(copier, (set, items) => new(items, set.Comparer));

    private static SequenceCopier<SortedSet<T>, T> SortedSet<T>(MessageCopier copier) => new(copier, (set, items) => new(items, set.Comparer));

    private static SequenceCopier<Queue<T>, T> Queue<T>(MessageCopier copier) => new(copier, (_, items) => new(items));

    private static SequenceCopier<Stack<T>, T> Stack<T>(MessageCopier copier) => new(copier, (_, items) => new(items.Reverse()));

    private static SequenceCopier<Collection<T>, T> Collection<T>(MessageCopier copier) => new(copier, (_, items) => [.. items]);

    private static SequenceCopier<ReadOnlyCollection<T>, T> ReadOnlyCollection<T>(MessageCopier copier) =>
        new(copier, (_, items) => new([.. items]));

    private static MemoryCopier<T> ReadOnlyMemory<T>(MessageCopier copier) => new(copier);

    private static ImmutableArrayCopier<T> ImmutableArrayOf<T>(MessageCopier copier) => new(copier);

    private static SequenceCopier<ImmutableList<T>, T> ImmutableListOf<T>(MessageCopier copier) => new(copier, (_, items) => [.. items]);

    private static SequenceCopier<ImmutableHashSet<T>, T> ImmutableHashSetOf<T>(MessageCopier copier) =>
        new(copier, (set, items) => items.ToImmutableHashSet(set.KeyComparer));

    private static SequenceCopier<ImmutableSortedSet<T>, T> ImmutableSortedSetOf<T>(MessageCopier copier) =>
        new(copier, (set, items) => items.ToImmutableSortedSet(set.KeyComparer));

    private static SequenceCopier<ImmutableQueue<T>, T> ImmutableQueueOf<T>(MessageCopier copier) => new(copier, (_, items) => [.. items]);

    private static SequenceCopier<ImmutableStack<T>, T> ImmutableStackOf<T>(MessageCopier copier) =>
        new(copier, (_, items) => ImmutableStack.CreateRange(items.Reverse()));

    private static SequenceCopier<FrozenSet<T>, T> FrozenSetOf<T>(MessageCopier copier) =>
        new(copier, (set, items) => items.ToFrozenSet(set.Comparer));

    private static MapCopier<Dictionary<TKey, TValue>, TKey, TValue> Dictionary<TKey, TValue>(MessageCopier copier)
        where TKey : notnull => new(copier, (map, items) => new(items, map.Comparer));

    private static MapCopier<SortedDictionary<TKey, TValue>, TKey, TValue> SortedDictionary<TKey, TValue>(MessageCopier copier)
        where TKey : notnull => new(copier, (map, items) => new(items.ToDictionary(), map.Comparer));

    private static MapCopier<SortedList<TKey, TValue>, TKey, TValue> SortedList<TKey, TValue>(MessageCopier copier)
        where TKey : notnull => new(copier, (map, items) => new(items.ToDictionary(), map.Comparer));

    private static MapCopier<ConcurrentDictionary<TKey, TValue>, TKey, TValue> ConcurrentDictionary<TKey, TValue>(MessageCopier copier)
        where TKey : notnull => new(copier, (map, items) => new(items, map.Comparer));

    private static MapCopier<ReadOnlyDictionary<TKey, TValue>, TKey, TValue> ReadOnlyDictionary<TKey, TValue>(MessageCopier copier)
        where TKey : notnull => new(copier, (_, items) => new(items.ToDictionary()));

    private static MapCopier<ImmutableDictionary<TKey, TValue>, TKey, TValue> ImmutableDictionaryOf<TKey, TValue>(MessageCopier copier)
        where TKey : notnull => new(copier, (map, items) => items.ToImmutableDictionary(map.KeyComparer, map.ValueComparer));

    private static MapCopier<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue> ImmutableSortedDictionaryOf<TKey, TValue>(MessageCopier copier)
        where TKey : notnull => new(copier, (map, items) => items.ToImmutableSortedDictionary(map.KeyComparer, map.ValueComparer));

    private static MapCopier<FrozenDictionary<TKey, TValue>, TKey, TValue> FrozenDictionaryOf<TKey, TValue>(MessageCopier copier)
        where TKey : notnull => new(copier, (map, items) => items.ToFrozenDictionary(map.Comparer));
}
