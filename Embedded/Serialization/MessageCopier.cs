using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orleans.Serialization;

namespace Orrery.Embedded.Serialization;

/// <summary>
/// Copies what travels between grains. In strict mode everything is copied but atoms and what says <see cref="Orleans.ImmutableAttribute"/>, as on a way
/// between machines; otherwise also what cannot change by construction is shared: sealed records of read-only members, immutable and
/// frozen collections. So a grain never sees another's later changes in either mode, and messages that are records cost nothing.
/// </summary>
internal sealed class MessageCopier(bool strict, ExceptionSerializationOptions exceptions)
{
    private readonly ConcurrentDictionary<Type, TypeCopier> _copiers = new();

    public bool Strict => strict;

    /// <summary>Returns the copier of a declared type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="immutable">Whether the place says <see cref="Orleans.ImmutableAttribute"/>.</param>
    public TypeCopier For(Type type, bool immutable = false) => immutable ? TypeCopier.Sharing : _copiers.GetOrAdd(type, Create);

    /// <summary>Copies a value by its own type.</summary>
    public object? CopyDynamic(object? value, CopySession session) => value is null ? null : For(value.GetType()).Copy(value, session);

    /// <summary>Copies the values of a request context.</summary>
    public ImmutableDictionary<string, object>? CopyValues(ImmutableDictionary<string, object>? values)
    {
        if (values is null || values.Values.All(value => For(value.GetType()).Shares))
        {
            return values;
        }

        var session = new CopySession();
        return values.ToImmutableDictionary(entry => entry.Key, entry => CopyDynamic(entry.Value, session)!, StringComparer.Ordinal);
    }

    /// <summary>Returns what arrives of a failure; a failure that cannot travel is replaced by one that says so.</summary>
    public Exception CopyException(Exception exception)
    {
        if (!strict)
        {
            return exception;
        }

        try
        {
            return (Exception)For(exception.GetType()).Copy(exception, new CopySession())!;
        }
        catch (SerializerException failure)
        {
            return failure;
        }
    }

    private TypeCopier Create(Type type)
    {
        var known = MessageTypes.Describe(type);
        return known.Kind switch
        {
            MessageKind.Invalid => new FailingCopier(known),
            _ when known.Problems.Count > 0 => new FailingCopier(known),
            MessageKind.Atom or MessageKind.Immutable => TypeCopier.Sharing,
            MessageKind.Reference => new ReferenceCopier(),
            MessageKind.Dynamic => new DynamicCopier(this),
            MessageKind.Exception when !strict => TypeCopier.Sharing,
            MessageKind.Exception => MessageTypes.MayTravel(known.Type, exceptions) ? new ExceptionCopier(this, known) : new FailingCopier(MessageTypes.Stuck(known.Type)),
            _ when !strict && MessageTypes.IsUnchangeable(known.Type) => TypeCopier.Sharing,
            MessageKind.Array => new ArrayCopier(known.Type.GetElementType()!, this),
            MessageKind.Collection => CollectionCopiers.Create(known.Type, this),
            _ => new ObjectCopier(this, known),
        };
    }
}
