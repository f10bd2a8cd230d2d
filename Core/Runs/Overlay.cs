namespace Orrery.Core.Runs;

/// <summary>Copy on write over a dense array: only what is written is copied, so a decision costs what it touches.</summary>
internal sealed class Overlay<T>
    where T : struct
{
    // A scratch that once served a huge decision is let go rather than kept for ever.
    private const int KeptCapacity = 4096;

    private Dictionary<int, int> _places = [];
    private T[] _copies = new T[16];
    private int[] _keys = new int[16];

    /// <summary>The keys written so far, in the order of their first writing.</summary>
    public ReadOnlySpan<int> Keys => _keys.AsSpan(0, _places.Count);

    /// <summary>The copy of a key that was written, or the original.</summary>
    public ref readonly T Read(int key, ref readonly T original)
    {
        if (_places.TryGetValue(key, out var place))
        {
            return ref _copies[place];
        }

        return ref original;
    }

    /// <summary>The copy of a key, made from the original at the first call; valid until the next call.</summary>
    public ref T Write(int key, ref readonly T original)
    {
        if (_places.TryGetValue(key, out var place))
        {
            return ref _copies[place];
        }

        place = _places.Count;
        if (place == _copies.Length)
        {
            Array.Resize(ref _copies, place * 2);
            Array.Resize(ref _keys, place * 2);
        }

        _places.Add(key, place);
        _keys[place] = key;
        _copies[place] = original;
        return ref _copies[place];
    }

    /// <summary>Forgets everything written.</summary>
    public void Clear()
    {
        if (_places.Count > KeptCapacity)
        {
            _places = [];
            _copies = new T[16];
            _keys = new int[16];
            return;
        }

        Array.Clear(_copies, 0, _places.Count);
        _places.Clear();
    }
}
