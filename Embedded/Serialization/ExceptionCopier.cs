using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Orrery.Embedded.Serialization;

/// <summary>
/// Copies failures: type, message, stack, cause and data travel always, members only where they have an id
/// and the type <see cref="Orleans.GenerateSerializerAttribute"/>.
/// </summary>
internal sealed class ExceptionCopier(MessageCopier copier, MessageType type) : TypeCopier
{
    public override object? Copy(object? value, CopySession session)
    {
        if (value is not Exception original)
        {
            return null;
        }

        if (session.TryGet(original, out var known))
        {
            return known;
        }

        if (original.GetType() != type.Type)
        {
            return copier.CopyDynamic(original, session);
        }

        var copy = original is AggregateException aggregate && type.Type == typeof(AggregateException)
            ? new AggregateException(aggregate.Message, aggregate.InnerExceptions.Select(inner => (Exception)copier.CopyDynamic(inner, session)!))
            : CopyFields(original, session);
        session.Add(original, copy);
        foreach (var member in type.Members)
        {
            member.Set(copy, copier.For(member.Type, member.IsImmutable).Copy(member.Get(original), session));
        }

        foreach (DictionaryEntry entry in original.Data)
        {
            copy.Data[copier.CopyDynamic(entry.Key, session)!] = copier.CopyDynamic(entry.Value, session);
        }

        if (original.StackTrace is { } stack)
        {
            ExceptionDispatchInfo.SetRemoteStackTrace(copy, stack);
        }

        return copy;
    }

    private Exception CopyFields(Exception original, CopySession session)
    {
        var copy = (Exception)RuntimeHelpers.GetUninitializedObject(type.Type);
        Message(copy) = original.Message;
        Inner(copy) = (Exception?)copier.CopyDynamic(original.InnerException, session);
        copy.HResult = original.HResult;
        return copy;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    private static extern ref string? Message(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? Inner(Exception exception);
}
