using System.Reflection;
using Orleans;

namespace Orrery.Embedded.Serialization;

/// <summary>Finds the members of a <see cref="GenerateSerializerAttribute"/> type that travel, and what is wrong with them.</summary>
internal sealed class MemberReader
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly List<MessageMember> _members = [];
    private readonly List<string> _problems = [];
    private bool _hasTransients;

    private MemberReader()
    {
    }

    /// <summary>Reads a type and those it derives from, up to <paramref name="root"/>, which has no members of interest.</summary>
    public static (List<MessageMember> Members, List<string> Problems, bool HasTransients) Read(Type type, Type root)
    {
        var reader = new MemberReader();
        for (var level = type; level is not null && level != root && level != typeof(ValueType) && level != typeof(object); level = level.BaseType)
        {
            reader.ReadLevel(level, type);
        }

        return (reader._members, reader._problems, reader._hasTransients);
    }

    private static Dictionary<string, ParameterInfo> PrimaryParameters(Type type, PropertyInfo[] properties)
    {
        var attribute = type.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false);
        var isRecord = type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", Declared) is not null;
        if (!isRecord && attribute?.IncludePrimaryConstructorParameters != true)
        {
            return [];
        }

        // The compiler leaves no mark on the primary constructor; it is the longest whose parameters all are properties of the type.
        return type.GetConstructors(Declared)
            .Select(constructor => constructor.GetParameters())
            .Where(parameters => Array.TrueForAll(
                parameters,
                parameter => Array.Exists(properties, property => property.Name == parameter.Name && property.PropertyType == parameter.ParameterType)))
            .MaxBy(parameters => parameters.Length)?
            .ToDictionary(parameter => parameter.Name!, StringComparer.Ordinal) ?? [];
    }

    private void ReadLevel(Type level, Type type)
    {
        var fields = level.GetFields(Declared);
        if (!level.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
        {
            if (fields.Length > 0)
            {
                _problems.Add($"{Name(level)}, which {Name(type)} derives from, has fields but no [GenerateSerializer]: they would be lost. Add it.");
            }

            return;
        }

        var properties = level.GetProperties(Declared);
        var parameters = PrimaryParameters(level, properties);
        var ids = new Dictionary<(uint Id, bool Implicit), string>();
        foreach (var field in fields)
        {
            ReadField(level, field, properties, parameters, ids);
        }

        foreach (var property in properties.Where(property => property.IsDefined(typeof(IdAttribute)) && !HasBackingField(fields, property)))
        {
            ReadProperty(level, property, ids);
        }
    }

    private void ReadField(
        Type level,
        FieldInfo field,
        PropertyInfo[] properties,
        Dictionary<string, ParameterInfo> parameters,
        Dictionary<(uint Id, bool Implicit), string> ids)
    {
        if (field.IsDefined(typeof(NonSerializedAttribute)))
        {
            _hasTransients = true;
            return;
        }

        var property = Array.Find(properties, candidate => field.Name == BackingFieldOf(candidate));
        var name = property?.Name ?? field.Name;
        var parameter = parameters.GetValueOrDefault(name);
        var id = property?.GetCustomAttribute<IdAttribute>() ?? field.GetCustomAttribute<IdAttribute>();
        var isImplicit = id is null && parameter is not null;
        if ((id ?? parameter?.GetCustomAttribute<IdAttribute>())?.Id is not { } number)
        {
            if (parameter is null)
            {
                _problems.Add($"{Name(level)}.{name} has no [Id]: it would be lost. Give it the next free [Id(n)], or [NonSerialized].");
                return;
            }

            number = (uint)parameter.Position;
        }

        AddId(level, ids, (number, isImplicit), name);
        var immutable = field.IsDefined(typeof(ImmutableAttribute))
            || property?.IsDefined(typeof(ImmutableAttribute)) == true
            || parameter?.IsDefined(typeof(ImmutableAttribute)) == true;
        _members.Add(new MessageMember(name, field.FieldType, field, null, immutable));
    }

    private void ReadProperty(Type level, PropertyInfo property, Dictionary<(uint Id, bool Implicit), string> ids)
    {
        AddId(level, ids, (property.GetCustomAttribute<IdAttribute>()!.Id, false), property.Name);
        if (!property.CanRead || !property.CanWrite)
        {
            _problems.Add($"{Name(level)}.{property.Name} has an [Id] but not both accessors. Put the [Id] on the field behind it.");
            return;
        }

        _members.Add(new MessageMember(property.Name, property.PropertyType, null, property, property.IsDefined(typeof(ImmutableAttribute))));
    }

    private void AddId(Type level, Dictionary<(uint Id, bool Implicit), string> ids, (uint Id, bool Implicit) id, string name)
    {
        if (!ids.TryAdd(id, name))
        {
            _problems.Add($"{Name(level)}.{name} and {Name(level)}.{ids[id]} both have [Id({id.Id})]. Give one of them the next free id.");
        }
    }

    private static bool HasBackingField(FieldInfo[] fields, PropertyInfo property) =>
        Array.Exists(fields, field => field.Name == BackingFieldOf(property));

    private static string BackingFieldOf(PropertyInfo property) => $"<{property.Name}>k__BackingField";

    private static string Name(Type type) => MessageTypes.NameOf(type);
}
