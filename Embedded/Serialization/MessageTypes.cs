using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Orrery.Embedded.Serialization;

/// <summary>Knows how types travel in messages, and what is wrong with those that cannot.</summary>
internal static class MessageTypes
{
    private static readonly HashSet<Type> Atoms =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(TimeSpan), typeof(DateOnly),
        typeof(TimeOnly), typeof(Uri), typeof(Version), typeof(Half), typeof(Int128), typeof(UInt128), typeof(BigInteger), typeof(Rune),
        typeof(CancellationToken), typeof(CultureInfo), typeof(IPAddress), typeof(IPEndPoint),
    ];

    private static readonly HashSet<Type> Structures =
    [
        typeof(KeyValuePair<,>), typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>),
        typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>),
    ];

    private static readonly ConcurrentDictionary<Type, MessageType> Known = new();
    private static readonly ConcurrentDictionary<Type, bool> Unchangeable = new();

    public static MessageType Describe(Type type) => Known.GetOrAdd(Declared(type), Read);

    /// <summary>Everything that is wrong with a type and all it is made of.</summary>
    public static IEnumerable<string> ProblemsOf(Type type, HashSet<Type> seen)
    {
        var known = Describe(type);
        return seen.Add(known.Type) ? known.Problems.Concat(known.Components.SelectMany(component => ProblemsOf(component, seen))) : [];
    }

    /// <summary>Whether nobody can change a value of the type, nor anything in it.</summary>
    public static bool IsUnchangeable(Type type) => Unchangeable.TryGetValue(type, out var known)
        ? known
        : Unchangeable[type] = IsUnchangeable(type, []);

    /// <summary>Whether failures of the type reach callers as what they are: by attribute, by options, or because they are the host's own.</summary>
    public static bool MayTravel(Type exception, ExceptionSerializationOptions options) =>
        exception.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)
        || exception.Assembly == typeof(MessageTypes).Assembly
        || options.SupportedExceptionTypeFilter(exception)
        || (exception.Namespace is { } name && options.SupportedNamespacePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>An exception that may not travel.</summary>
    public static MessageType Stuck(Type exception) => Invalid(
        exception,
        "cannot travel between grains: its callers would not see what it is. Add [GenerateSerializer], or its namespace to ExceptionSerializationOptions.SupportedNamespacePrefixes.");

    public static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        var name = type.IsNested && !type.IsGenericParameter ? $"{NameOf(type.DeclaringType!)}.{type.Name}" : type.Name;
        return type.IsGenericType
            ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
            : name;
    }

    // Frozen collections are internal classes derived from the public ones, chosen by content.
    private static Type Declared(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        while (type.Namespace == "System.Collections.Frozen" && type.BaseType != typeof(object))
        {
            type = type.BaseType!;
        }

        return type;
    }

    private static bool IsUnchangeable(Type type, HashSet<Type> above)
    {
        var known = Describe(type);
        if (!above.Add(known.Type))
        {
            // A type made of itself changes only through its other parts.
            return true;
        }

        return known.Kind switch
        {
            MessageKind.Atom or MessageKind.Immutable or MessageKind.Reference => true,
            MessageKind.Collection => CollectionCopiers.IsImmutable(known.Type)
                && known.Components.All(component => IsUnchangeable(component, above)),
            MessageKind.Attributed or MessageKind.Structure => (known.Type.IsSealed || known.Type.IsValueType)
                && !known.HasTransients
                && known.Members.All(member => (known.Type.IsValueType || member.IsReadOnly)
                    && (member.IsImmutable || IsUnchangeable(member.Type, above))),
            _ => false,
        };
    }

    private static MessageType Read(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || Atoms.Contains(type) || typeof(CultureInfo).IsAssignableFrom(type))
        {
            return Plain(type, MessageKind.Atom);
        }

        if (typeof(IAddressable).IsAssignableFrom(type) || typeof(GrainReference).IsAssignableFrom(type))
        {
            return Plain(type, MessageKind.Reference);
        }

        if (type.IsArray)
        {
            return type.GetArrayRank() == 1
                ? Of(type, MessageKind.Array, type.GetElementType()!)
                : Invalid(type, "is an array of several dimensions. Use an array of arrays.");
        }

        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition is not null && CollectionCopiers.Knows(definition))
        {
            return Of(type, MessageKind.Collection, type.GetGenericArguments());
        }

        if (definition is not null && Structures.Contains(definition))
        {
            return ReadStructure(type);
        }

        return ReadClass(type);
    }

    private static MessageType ReadClass(Type type)
    {
        if (typeof(Exception).IsAssignableFrom(type))
        {
            var (members, problems, transients) = type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)
                ? MemberReader.Read(type, typeof(Exception))
                : ([], [], false);
            return new MessageType(type, MessageKind.Exception, members, [.. members.Select(member => member.Type)], transients, problems);
        }

        if (typeof(JsonNode).IsAssignableFrom(type) || type == typeof(JsonElement) || type == typeof(JsonDocument))
        {
            return Invalid(type, "cannot travel between grains. Pass JSON as string or as bytes.");
        }

        if (typeof(Delegate).IsAssignableFrom(type) || type.IsPointer || type.IsByRefLike)
        {
            return Invalid(type, "cannot travel between grains. Pass data.");
        }

        if (type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
        {
            var (members, problems, transients) = MemberReader.Read(type, typeof(object));
            var kind = type.IsDefined(typeof(ImmutableAttribute), inherit: false) ? MessageKind.Immutable
                : type.IsAbstract ? MessageKind.Dynamic : MessageKind.Attributed;
            return new MessageType(type, kind, members, [.. members.Select(member => member.Type)], transients, problems);
        }

        if (type == typeof(object) || type.IsInterface || type.IsAbstract)
        {
            return Plain(type, MessageKind.Dynamic);
        }

        return type.Name.StartsWith("<>z__", StringComparison.Ordinal)
            ? Invalid(type, "is what the compiler makes of a collection expression for an interface. Declare ImmutableArray<T>, List<T> or an array.")
            : Invalid(type, "has no [GenerateSerializer]. Add it, and an [Id(n)] to every member.");
    }

    private static MessageType ReadStructure(Type type)
    {
        var fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        var members = fields.Select(field => new MessageMember(field.Name, field.FieldType, field, null, false)).ToArray();
        return new MessageType(type, MessageKind.Structure, members, [.. members.Select(member => member.Type)], false, []);
    }

    private static MessageType Plain(Type type, MessageKind kind) => new(type, kind, [], [], false, []);

    private static MessageType Of(Type type, MessageKind kind, params Type[] components) => new(type, kind, [], components, false, []);

    private static MessageType Invalid(Type type, string problem) =>
        new(type, MessageKind.Invalid, [], [], false, [$"{NameOf(type)} {problem}"]);
}
