using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Orrery.Embedded.Serialization;

/// <summary>Copies values of a type that cannot travel: says why not.</summary>
internal sealed class FailingCopier(MessageType type) : TypeCopier
{
    public override object? Copy(object? value, CopySession session) =>
        value is null ? null : throw new CodecNotFoundException(string.Join(Environment.NewLine, type.Problems));
}

/// <summary>Hands references over, and catches objects passed in place of references to them.</summary>
internal sealed class ReferenceCopier : TypeCopier
{
    public override object? Copy(object? value, CopySession session) => value switch
    {
        null or GrainReference => value,
        _ => throw new CodecNotFoundException(
            $"{MessageTypes.NameOf(value.GetType())} was passed itself instead of a reference to it. "
            + "Pass this.AsReference<T>() for a grain, IGrainFactory.CreateObjectReference<T>(…) for an observer."),
    };
}

/// <summary>Copies values by their own types.</summary>
internal sealed class DynamicCopier(MessageCopier copier) : TypeCopier
{
    public override object? Copy(object? value, CopySession session) =>
        value?.GetType() == typeof(object) ? new object() : copier.CopyDynamic(value, session);
}

/// <summary>Copies arrays.</summary>
internal sealed class ArrayCopier(Type elementType, MessageCopier copier) : TypeCopier
{
    public override object? Copy(object? value, CopySession session)
    {
        if (value is not Array original)
        {
            return null;
        }

        if (session.TryGet(original, out var known))
        {
            return known;
        }

        var copy = (Array)original.Clone();
        session.Add(original, copy);
        var element = copier.For(elementType);
        if (!element.Shares)
        {
            for (var i = 0; i < copy.Length; i++)
            {
                copy.SetValue(element.Copy(copy.GetValue(i), session), i);
            }
        }

        return copy;
    }
}

/// <summary>Copies objects member by member, as reading them from a message would: made anew, then members with an id set.</summary>
internal sealed class ObjectCopier(MessageCopier copier, MessageType type) : TypeCopier
{
    private readonly ConstructorInfo? _constructor = type.Kind == MessageKind.Attributed
        ? type.Type.GetConstructor(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, [])
        : null;

    public override object? Copy(object? value, CopySession session)
    {
        if (value is null)
        {
            return null;
        }

        if (session.TryGet(value, out var known))
        {
            return known;
        }

        if (value.GetType() != type.Type)
        {
            return copier.CopyDynamic(value, session);
        }

        var copy = _constructor is null ? RuntimeHelpers.GetUninitializedObject(type.Type) : _constructor.Invoke(null);
        if (!type.Type.IsValueType)
        {
            session.Add(value, copy);
        }

        foreach (var member in type.Members)
        {
            member.Set(copy, copier.For(member.Type, member.IsImmutable).Copy(member.Get(value), session));
        }

        return copy;
    }
}
