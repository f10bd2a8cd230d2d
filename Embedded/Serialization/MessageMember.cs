using System.Reflection;

namespace Orrery.Embedded.Serialization;

/// <summary>A member of a message type that travels: a field, the field behind an automatic property, or a property with accessors.</summary>
internal sealed record MessageMember(string Name, Type Type, FieldInfo? Field, PropertyInfo? Property, bool IsImmutable)
{
    /// <summary>Whether it is set once, when the object is made.</summary>
    public bool IsReadOnly => Field?.IsInitOnly == true;

    public object? Get(object instance) => Field is not null ? Field.GetValue(instance) : Property!.GetValue(instance);

    public void Set(object instance, object? value)
    {
        if (Field is not null)
        {
            Field.SetValue(instance, value);
        }
        else
        {
            Property!.SetValue(instance, value);
        }
    }
}
