using System.Collections.Immutable;

namespace Orrery.Embedded.Serialization;

/// <summary>Copies collections of items.</summary>
internal sealed class SequenceCopier<TCollection, T>(MessageCopier copier, Func<TCollection, IEnumerable<T>, TCollection> rebuild) : TypeCopier
    where TCollection : class, IEnumerable<T>
{
    public override object? Copy(object? value, CopySession session)
    {
        if (value is not TCollection original)
        {
            return null;
        }

        if (session.TryGet(original, out var known))
        {
            return known;
        }

        var item = copier.For(typeof(T));
        var copy = rebuild(original, item.Shares ? original : original.Select(element => (T)item.Copy(element, session)!).ToArray());
        session.Add(original, copy);
        return copy;
    }
}

/// <summary>Copies collections of keys and values.</summary>
internal sealed class MapCopier<TCollection, TKey, TValue>(
    MessageCopier copier, Func<TCollection, IEnumerable<KeyValuePair<TKey, TValue>>, TCollection> rebuild) : TypeCopier
    where TCollection : class, IEnumerable<KeyValuePair<TKey, TValue>>
{
    public override object? Copy(object? value, CopySession session)
    {
        if (value is not TCollection original)
        {
            return null;
        }

        if (session.TryGet(original, out var known))
        {
            return known;
        }

        var keys = copier.For(typeof(TKey));
        var values = copier.For(typeof(TValue));
        var copy = rebuild(original, original.Select(entry => KeyValuePair.Create(
            (TKey)keys.Copy(entry.Key, session)!, (TValue)values.Copy(entry.Value, session)!)).ToArray());
        session.Add(original, copy);
        return copy;
    }
}

/// <summary>Copies immutable arrays, of which the default is not an empty one.</summary>
internal sealed class ImmutableArrayCopier<T>(MessageCopier copier) : TypeCopier
{
    public override object? Copy(object? value, CopySession session)
    {
        var original = (ImmutableArray<T>)value!;
        var item = copier.For(typeof(T));
        return original.IsDefault ? value : original.Select(element => (T)item.Copy(element, session)!).ToImmutableArray();
    }
}

/// <summary>Copies memory.</summary>
internal sealed class MemoryCopier<T>(MessageCopier copier) : TypeCopier
{
    public override object? Copy(object? value, CopySession session) =>
        new ReadOnlyMemory<T>((T[])copier.For(typeof(T[])).Copy(((ReadOnlyMemory<T>)value!).ToArray(), session)!);
}
