using System.Collections.Immutable;

namespace Orrery.Embedded.Invocation;

/// <summary>
/// What flows along a logical call: the request being processed, and the values of <see cref="Orleans.Runtime.RequestContext"/>.
/// One object in one <see cref="AsyncLocal{T}"/>, so that starting a request sets one.
/// </summary>
internal sealed class CallContext
{
    private static readonly CallContext Empty = new(null, null);
    private static readonly AsyncLocal<CallContext?> Local = new();

    public CallContext(Request? request, ImmutableDictionary<string, object>? values)
    {
        Request = request;
        Values = values;
    }

    public static CallContext Current
    {
        get => Local.Value ?? Empty;
        set => Local.Value = value;
    }

    public Request? Request { get; }

    public ImmutableDictionary<string, object>? Values { get; }

    public CallContext With(string key, object value) =>
        new(Request, (Values ?? ImmutableDictionary<string, object>.Empty).SetItem(key, value));

    public CallContext Without(string key)
    {
        var values = Values!.Remove(key);
        return new CallContext(Request, values.IsEmpty ? null : values);
    }

    public CallContext WithoutValues() => new(Request, null);
}
