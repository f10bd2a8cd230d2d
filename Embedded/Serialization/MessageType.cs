namespace Orrery.Embedded.Serialization;

/// <summary>How values of a type travel.</summary>
internal enum MessageKind
{
    /// <summary>Has no parts that could change: numbers, text, times, enums…</summary>
    Atom,

    /// <summary>Promises with <see cref="Orleans.ImmutableAttribute"/> not to change.</summary>
    Immutable,

    /// <summary>A reference to a grain or an observer.</summary>
    Reference,

    /// <summary>An interface, an abstract class or <see cref="object"/>: the value's own type decides.</summary>
    Dynamic,

    Array,

    /// <summary>A collection of the framework.</summary>
    Collection,

    /// <summary>A tuple or pair: all fields travel.</summary>
    Structure,

    /// <summary>A type with <see cref="Orleans.GenerateSerializerAttribute"/>: members with an id travel.</summary>
    Attributed,

    Exception,

    /// <summary>Cannot travel.</summary>
    Invalid,
}

/// <summary>What is known about a type as a message, or a part of one.</summary>
/// <param name="Type">The type.</param>
/// <param name="Kind">How its values travel.</param>
/// <param name="Members">The members that travel, of attributed types, structures and exceptions.</param>
/// <param name="Components">The types its values are made of.</param>
/// <param name="HasTransients">Whether it has members that do not travel.</param>
/// <param name="Problems">What is wrong with it, without what is wrong with its components.</param>
internal sealed record MessageType(
    Type Type,
    MessageKind Kind,
    IReadOnlyList<MessageMember> Members,
    IReadOnlyList<Type> Components,
    bool HasTransients,
    IReadOnlyList<string> Problems);
