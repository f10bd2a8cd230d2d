namespace Orrery.Embedded.Serialization;

/// <summary>What was copied so far in one message: an object that occurs twice in it arrives once, and cycles end.</summary>
internal sealed class CopySession
{
    private Dictionary<object, object>? _copies;

    public bool TryGet(object original, out object? copy)
    {
        copy = null;
        return _copies?.TryGetValue(original, out copy) == true;
    }

    public void Add(object original, object copy) => (_copies ??= new(ReferenceEqualityComparer.Instance))[original] = copy;
}
