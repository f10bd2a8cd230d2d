using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orrery.Grains.Tests.Wire;

/// <summary>What wire contracts must keep to, beyond what the analyzers of Orleans and the embedded host look at.</summary>
internal static class WireRules
{
    /// <summary>Types of the framework whose values never change.</summary>
    private static readonly HashSet<Type> Atoms =
    [
        typeof(string), typeof(Guid), typeof(DateTimeOffset), typeof(DateTime), typeof(DateOnly), typeof(TimeSpan), typeof(Uri), typeof(decimal), typeof(CancellationToken),
    ];

    /// <summary>
    /// Generic types that cannot be changed by who holds them. A read-only view of a dictionary may be: who makes the message keeps nothing else of it. Not
    /// that of a list, since a collection expression makes one of a type that only the compiler knows, and no serializer.
    /// </summary>
    private static readonly HashSet<Type> Frozen =
    [
        typeof(ImmutableArray<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>), typeof(ImmutableHashSet<>), typeof(ImmutableList<>),
        typeof(Nullable<>), typeof(IReadOnlyDictionary<,>), typeof(KeyValuePair<,>), typeof(ReadOnlyMemory<>),
    ];

    /// <summary>Everything that is wrong.</summary>
    public static IReadOnlyList<string> Problems(WireContracts contracts) =>
    [
        .. contracts.Interfaces.SelectMany(AliasesOfMethods),
        .. contracts.Interfaces.Concat(contracts.Messages).Where(t => WireContracts.AliasOf(t) is null).Select(t => $"{t.FullName} has no [Alias]: renaming it would break the wire"),
        .. Twice(contracts.Interfaces.Concat(contracts.Messages), WireContracts.AliasOf).Select(t => $"the alias '{t.Key}' is that of {string.Join(" and ", t.Select(x => x.FullName))}"),
        .. contracts.Messages.SelectMany(Members),
        .. contracts.Interfaces.SelectMany(MutableParts),
    ];

    private static IEnumerable<string> AliasesOfMethods(Type contract) =>
    [
        .. contract.GetMethods().Where(m => WireContracts.AliasOf(m) is null).Select(m => $"{contract.FullName}.{m.Name} has no [Alias]: renaming it would break the wire"),
        .. Twice(contract.GetMethods(), WireContracts.AliasOf).Select(t => $"the alias '{t.Key}' is that of {string.Join(" and ", t.Select(m => m.Name))} of {contract.FullName}"),
    ];

    private static IEnumerable<string> Members(Type message)
    {
        foreach (var lost in WireContracts.Lost(message))
        {
            yield return $"{message.FullName}.{lost.Name} has no [Id]: it would be lost on the way";
        }

        foreach (var twice in Twice(WireContracts.Travelling(message), m => WireContracts.IdOf(m).ToString(System.Globalization.CultureInfo.InvariantCulture)))
        {
            yield return $"{message.FullName}: the id {twice.Key} is that of {string.Join(" and ", twice.Select(m => m.Name))}";
        }

        if (message.IsAssignableTo(typeof(Exception)))
        {
            yield break;
        }

        // Within a silo messages are passed without a copy, if they say that they never change: then they must not.
        if (!message.IsDefined(typeof(ImmutableAttribute), inherit: false))
        {
            yield return $"{message.FullName} is not [Immutable]: every call within a silo would copy it";
        }

        foreach (var member in WireContracts.Travelling(message))
        {
            if (!IsSetOnce(member))
            {
                yield return $"{message.FullName}.{member.Name} can be set later, and messages are passed without a copy: make it 'init'";
            }

            foreach (var part in WireContracts.Parts(WireContracts.TypeOf(member)).Where(p => !IsFrozen(p)))
            {
                yield return $"{message.FullName}.{member.Name} is of {WireContracts.NameOf(part)}, which can change, and messages are passed without a copy";
            }
        }
    }

    private static IEnumerable<string> MutableParts(Type contract) =>
        from method in contract.GetMethods()
        from type in method.GetParameters().Select(p => p.ParameterType).Append(WireContracts.ResultOf(method)).Where(t => t != typeof(void))
        from part in WireContracts.Parts(type)
        where !IsFrozen(part)
        select $"{contract.FullName}.{method.Name} passes {WireContracts.NameOf(part)}, which can change: use an immutable type, or a message";

    // The bytes of a document or an archive: made once by who sends them, and only read. What a generic message holds is looked at where it is used.
    private static bool IsFrozen(Type type) =>
        type.IsGenericParameter || type.IsPrimitive || type.IsEnum || Atoms.Contains(type) || type == typeof(byte[])
        || (type.IsGenericType && Frozen.Contains(type.GetGenericTypeDefinition()))
        || type.IsDefined(typeof(ImmutableAttribute), inherit: false)
        || type.IsAssignableTo(typeof(IAddressable));

    private static bool IsSetOnce(MemberInfo member) => member switch
    {
        PropertyInfo property => property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)),
        FieldInfo field => field.IsInitOnly,
        _ => false,
    };

    private static IEnumerable<IGrouping<string, T>> Twice<T>(IEnumerable<T> all, Func<T, string?> key) =>
        all.Where(x => key(x) is not null).GroupBy(x => key(x)!, StringComparer.Ordinal).Where(g => g.Count() > 1);
}
