using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Storage;
using Orrery.Embedded.Activations;
using Orrery.Embedded.Invocation;
using Orrery.Embedded.Serialization;

namespace Orrery.Embedded.Validation;

/// <summary>Checks when the host starts that grains follow the rules of the programming model, and reports all that do not at once.</summary>
internal sealed class ModelValidator(GrainClassMap classes, IOptions<EmbeddedOptions> options, IServiceProviderIsKeyedService services)
{
    private static readonly Type[] KeyInterfaces = [typeof(IGrainWithStringKey), typeof(IGrainWithGuidKey), typeof(IGrainWithIntegerKey)];

    /// <summary>Checks all grain classes.</summary>
    /// <exception cref="OrleansConfigurationException">Some break rules.</exception>
    public void Validate()
    {
        var seenTypes = new HashSet<Type>();
        var interfaces = classes.Classes.SelectMany(grainClass => grainClass.Interfaces).Distinct();
        var problems = classes.Classes.SelectMany(grainClass => ProblemsOf(grainClass, seenTypes))
            .Concat(interfaces.SelectMany(type => ProblemsOf(type, seenTypes)))
            .Concat(options.Value.RequireAliases ? MissingAliases(seenTypes) : [])
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (problems.Length > 0)
        {
            throw new OrleansConfigurationException(
                $"Grains break {problems.Length} rules of the programming model:{Environment.NewLine}- "
                + string.Join($"{Environment.NewLine}- ", problems));
        }
    }

    private static IEnumerable<string> MissingAliases(IEnumerable<Type> types) => types
        .Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)
            && !type.IsDefined(typeof(AliasAttribute), inherit: false)
            && type.Assembly != typeof(IGrain).Assembly)
        .Select(type => $"{MessageTypes.NameOf(type)} has no [Alias]. Add one: messages and state are known by it.");

    private static IEnumerable<string> TypeProblems(string place, Type type, HashSet<Type> seenTypes) =>
        MessageTypes.ProblemsOf(type, seenTypes).Select(problem => $"{problem} (used by {place})");

    private IEnumerable<string> ProblemsOf(GrainClass grainClass, HashSet<Type> seenTypes)
    {
        var name = grainClass.Type.FullName;
        if (!grainClass.HasConstructor)
        {
            yield return $"{name} has {grainClass.Type.GetConstructors().Length} public constructors. Grain classes have exactly one.";
        }

        if (grainClass.Interfaces.Count == 0)
        {
            yield return $"{name} implements no grain interface: nobody can call it.";
        }

        foreach (var parameter in grainClass.Parameters)
        {
            if (parameter.GetCustomAttribute<PersistentStateAttribute>() is not { } state)
            {
                continue;
            }

            var type = parameter.ParameterType;
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            {
                yield return $"{name}: constructor parameter '{parameter.Name}' has [PersistentState] and is no IPersistentState<T>.";
                continue;
            }

            var storage = state.StorageName ?? ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME;
            if (!services.IsKeyedService(typeof(IGrainStorage), storage))
            {
                yield return $"{name}: state '{state.StateName}' is kept in the grain storage '{storage}', which is not registered. "
                    + $"Call AddMemoryGrainStorage(\"{storage}\"), or register a keyed IGrainStorage with that name.";
            }

            foreach (var problem in TypeProblems($"state '{state.StateName}' of {name}", type.GetGenericArguments()[0], seenTypes))
            {
                yield return problem;
            }
        }
    }

    private IEnumerable<string> ProblemsOf(Type type, HashSet<Type> seenTypes)
    {
        var name = type.FullName;
        if (KeyInterfaces.Count(key => key.IsAssignableFrom(type)) != 1)
        {
            yield return $"{name} must derive from exactly one of IGrainWithStringKey, IGrainWithGuidKey and IGrainWithIntegerKey.";
        }

        if (type.IsGenericType)
        {
            yield return $"{name} is generic, which this host does not support.";
        }

        if (type.GetProperties().Length + type.GetEvents().Length > 0)
        {
            yield return $"{name} has properties or events. Grain interfaces have methods only.";
        }

        if (options.Value.RequireAliases && !type.IsDefined(typeof(AliasAttribute), inherit: false))
        {
            yield return $"{name} has no [Alias]. Add one: calls name interfaces by it.";
        }

        foreach (var problem in type.GetMethods().Where(method => !method.IsSpecialName).SelectMany(method => ProblemsOf(type, method, seenTypes)))
        {
            yield return problem;
        }
    }

    private IEnumerable<string> ProblemsOf(Type type, MethodInfo method, HashSet<Type> seenTypes)
    {
        var name = $"{type.FullName}.{method.Name}";
        var result = MethodResult.Of(method.ReturnType);
        if (result.Kind == MethodResultKind.Unsupported)
        {
            yield return $"{name} returns {method.ReturnType.Name}. Grain methods return Task, Task<T>, ValueTask, ValueTask<T>, IAsyncEnumerable<T>, "
                + "or void when they are one-way.";
        }

        if (method.IsDefined(typeof(Orleans.Concurrency.OneWayAttribute)) && result.ValueType is not null)
        {
            yield return $"{name} is [OneWay] and returns a value, which nobody would get.";
        }

        if (method.IsGenericMethodDefinition)
        {
            yield return $"{name} is generic, which this host does not support.";
            yield break;
        }

        if (options.Value.RequireAliases && !method.IsDefined(typeof(AliasAttribute), inherit: false))
        {
            yield return $"{name} has no [Alias]. Add one: calls name methods by it.";
        }

        var parameters = method.GetParameters();
        if (Array.FindIndex(parameters, parameter => parameter.ParameterType == typeof(CancellationToken)) is var token
            && token >= 0 && token != parameters.Length - 1)
        {
            yield return $"{name} has a CancellationToken that is not the last parameter.";
        }

        foreach (var parameter in parameters)
        {
            if (parameter.ParameterType.IsByRef)
            {
                yield return $"{name} passes '{parameter.Name}' by reference. Arguments travel by value.";
                continue;
            }

            foreach (var problem in TypeProblems(name, parameter.ParameterType, seenTypes))
            {
                yield return problem;
            }
        }

        foreach (var problem in result.ValueType is { } value ? TypeProblems(name, value, seenTypes) : [])
        {
            yield return problem;
        }
    }
}
