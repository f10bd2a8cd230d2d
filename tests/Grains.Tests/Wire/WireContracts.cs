using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Orrery.Grains.Dags;
using Orrery.Grains.Interfaces.Queues;

namespace Orrery.Grains.Tests.Wire;

/// <summary>What silos of two versions say to each other during an upgrade: grain interfaces, messages, and the enums in them, read from the assemblies.</summary>
internal sealed class WireContracts
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private static readonly string[] OwnNamespaces = ["Orrery."];

    private WireContracts(IEnumerable<Type> types)
    {
        var own = types.Where(t => OwnNamespaces.Any(n => t.FullName!.StartsWith(n, StringComparison.Ordinal))).ToList();
        Interfaces = [.. own.Where(t => t.IsInterface && t.IsAssignableTo(typeof(IAddressable))).OrderBy(t => t.FullName, StringComparer.Ordinal)];
        Messages = [.. own.Where(t => t.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)).OrderBy(t => t.FullName, StringComparer.Ordinal)];
        Enums = [.. Messages.SelectMany(MemberTypes).Concat(Interfaces.SelectMany(MethodTypes)).SelectMany(Parts).Where(t => t.IsEnum).Distinct().OrderBy(t => t.FullName, StringComparer.Ordinal)];
    }

    /// <summary>Contracts of the product.</summary>
    public static WireContracts OfTheProduct { get; } = new(typeof(IQueueGrain).Assembly.GetTypes().Concat(typeof(DagOptions).Assembly.GetTypes()));

    /// <summary>Contracts that these types make.</summary>
    public static WireContracts Of(params Type[] types) => new(types);

    /// <summary>Grain interfaces.</summary>
    public IReadOnlyList<Type> Interfaces { get; }

    /// <summary>Messages.</summary>
    public IReadOnlyList<Type> Messages { get; }

    /// <summary>Enums in them.</summary>
    public IReadOnlyList<Type> Enums { get; }

    /// <summary>The types that a type is made of: itself, what an array holds, and what a generic type is closed over.</summary>
    public static IEnumerable<Type> Parts(Type type) => type switch
    {
        { IsArray: true } => [type, .. Parts(type.GetElementType()!)],
        { IsGenericType: true } => [type, .. type.GetGenericArguments().SelectMany(Parts)],
        _ => [type],
    };

    /// <summary>Types of parameters and results, without those that only carry a call.</summary>
    public static IEnumerable<Type> MethodTypes(Type contract) =>
        contract.GetMethods().SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(ResultOf(m))).Where(t => t != typeof(CancellationToken) && t != typeof(void));

    /// <summary>What travels back: the awaited result, or the items of a stream.</summary>
    public static Type ResultOf(MethodInfo method) => method.ReturnType switch
    {
        { IsGenericType: true } t when t.GetGenericTypeDefinition() is var d && (d == typeof(Task<>) || d == typeof(ValueTask<>) || d == typeof(IAsyncEnumerable<>)) => t.GetGenericArguments()[0],
        _ => typeof(void),
    };

    /// <summary>Types of the members that travel.</summary>
    public static IEnumerable<Type> MemberTypes(Type message) => Travelling(message).Select(TypeOf);

    /// <summary>Members that travel, by number.</summary>
    public static IEnumerable<MemberInfo> Travelling(Type message) => Members(message).Where(m => m.IsDefined(typeof(IdAttribute))).OrderBy(IdOf);

    /// <summary>Members that hold something and have no number: they would be lost on the way.</summary>
    public static IEnumerable<MemberInfo> Lost(Type message) =>
        Members(message).Where(m => !m.IsDefined(typeof(IdAttribute)) && !m.IsDefined(typeof(NonSerializedAttribute)));

    public static uint IdOf(MemberInfo member) => member.GetCustomAttribute<IdAttribute>()!.Id;

    public static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    public static Type TypeOf(MemberInfo member) => member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;

    /// <summary>The contracts as text: a line for each thing that must not change unnoticed.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var contract in Interfaces)
        {
            text.Append(CultureInfo.InvariantCulture, $"interface {AliasOf(contract)} = {contract.FullName} : {string.Join(", ", contract.GetInterfaces().Where(i => i.Name.StartsWith("IGrainWith", StringComparison.Ordinal)).Select(i => i.Name))}\n");
            foreach (var method in contract.GetMethods().OrderBy(AliasOf, StringComparer.Ordinal))
            {
                var parameters = method.GetParameters().Select(p => NameOf(p.ParameterType));
                text.Append(CultureInfo.InvariantCulture, $"  {AliasOf(method)}: {method.Name}({string.Join(", ", parameters)}) {NameOf(method.ReturnType)}{Manner(method)}\n");
            }

            text.Append('\n');
        }

        foreach (var message in Messages)
        {
            var manner = message.IsDefined(typeof(ImmutableAttribute), inherit: false) ? " immutable" : "";
            text.Append(CultureInfo.InvariantCulture, $"message {AliasOf(message)} = {message.FullName}{(message.BaseType == typeof(object) ? "" : " : " + NameOf(message.BaseType!))}{manner}\n");
            foreach (var member in Travelling(message))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {IdOf(member)}: {NameOf(TypeOf(member))} {member.Name}\n");
            }

            text.Append('\n');
        }

        foreach (var type in Enums)
        {
            text.Append(CultureInfo.InvariantCulture, $"enum {type.FullName} : {NameOf(type.GetEnumUnderlyingType())}\n");
            foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(f => Convert.ToInt64(f.GetRawConstantValue(), CultureInfo.InvariantCulture)))
            {
                text.Append(CultureInfo.InvariantCulture, $"  {field.GetRawConstantValue()}: {field.Name}\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>A type as it is written in source, without namespaces.</summary>
    internal static string NameOf(Type type) => type switch
    {
        { IsArray: true } => NameOf(type.GetElementType()!) + "[]",
        _ when Nullable.GetUnderlyingType(type) is { } value => NameOf(value) + "?",
        { IsGenericType: true } => $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>",
        { IsGenericParameter: true } => type.Name,
        { IsNested: true } => $"{NameOf(type.DeclaringType!)}.{type.Name}",
        _ => type.Name,
    };

    private static IEnumerable<MemberInfo> Members(Type message) =>
    [
        .. message.GetProperties(Declared).Where(p => p.SetMethod is not null && p.GetIndexParameters().Length == 0),
        .. message.GetFields(Declared).Where(f => !f.IsDefined(typeof(CompilerGeneratedAttribute))),
    ];

    /// <summary>How the method is called: attributes that caller and callee must agree on.</summary>
    private static string Manner(MethodInfo method)
    {
        var names = method.GetCustomAttributes()
            .Where(a => a is not AliasAttribute && a.GetType().Namespace!.StartsWith("Orleans", StringComparison.Ordinal))
            .Select(a => a is ResponseTimeoutAttribute timeout ? $"ResponseTimeout({timeout.Timeout})" : a.GetType().Name[..^"Attribute".Length])
            .Order(StringComparer.Ordinal)
            .ToList();
        return names.Count == 0 ? "" : $" [{string.Join(", ", names)}]";
    }
}
