using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Runtime;

namespace Orrery.Embedded.Activations;

/// <summary>A class of grains, with everything about it that is worth knowing only once.</summary>
internal sealed class GrainClass
{
    private readonly ConstructorInvoker? _constructor;
    private readonly Func<Activation, object?>[] _arguments;

    public GrainClass(Type type)
    {
        Type = type;
        GrainType = NameOf(type);
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        MaxWorkers = type.GetCustomAttribute<PlacementAttribute>()?.PlacementStrategy is StatelessWorkerPlacement placement
            ? placement.MaxLocal
            : null;
        Interfaces = [.. type.GetInterfaces().Where(IsGrainInterface)];
        var constructors = type.GetConstructors();
        if (constructors.Length == 1)
        {
            _constructor = ConstructorInvoker.Create(constructors[0]);
            Parameters = constructors[0].GetParameters();
        }

        _arguments = [.. Parameters.Select(ResolverOf)];
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool IsReentrant { get; }

    /// <summary>The most activations of one id of a stateless worker; <see langword="null"/> for other grains.</summary>
    public int? MaxWorkers { get; }

    /// <summary>The grain interfaces of the program's that the class implements.</summary>
    public IReadOnlyList<Type> Interfaces { get; }

    /// <summary>The constructor's parameters.</summary>
    public ParameterInfo[] Parameters { get; } = [];

    /// <summary>Whether there is the one public constructor that is needed.</summary>
    public bool HasConstructor => _constructor is not null;

    public static bool IsGrainInterface(Type type) =>
        type.IsInterface && typeof(IGrain).IsAssignableFrom(type) && type.Assembly != typeof(IGrain).Assembly;

    /// <summary>After how long without use activations go away.</summary>
    public TimeSpan CollectionAge(GrainCollectionOptions options) => Type.IsDefined(typeof(KeepAliveAttribute), inherit: true) ? TimeSpan.MaxValue
        : Type.GetCustomAttribute<CollectionAgeLimitAttribute>()?.AgeLimit
            ?? (options.ClassSpecificCollectionAge.TryGetValue(Type.FullName!, out var age) ? age : options.CollectionAge);

    public IGrainBase Construct(Activation activation)
    {
        if (_constructor is null)
        {
            throw new OrleansConfigurationException($"Grain class {Type.FullName} needs exactly one public constructor.");
        }

        var arguments = new object?[_arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _arguments[i](activation);
        }

        return (IGrainBase)_constructor.Invoke(arguments.AsSpan());
    }

    private static GrainType NameOf(Type type)
    {
        if (type.GetCustomAttribute<GrainTypeAttribute>() is { } attribute)
        {
            return attribute.GetGrainType(null!, type);
        }

        const string suffix = "grain";
        var name = type.Name.ToLowerInvariant();
        return GrainType.Create(name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal) ? name[..^suffix.Length] : name);
    }

    private static Func<Activation, object?> ResolverOf(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } state
            && type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IPersistentState<>))
        {
            var create = typeof(Storage.PersistentState<>)
                .MakeGenericType(type.GetGenericArguments())
                .GetMethod(nameof(Storage.PersistentState<>.Create), BindingFlags.Static | BindingFlags.Public)!
                .CreateDelegate<Func<Activation, PersistentStateAttribute, object>>();
            return activation => create(activation, state);
        }

        if (type == typeof(IGrainContext))
        {
            return activation => activation;
        }

        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
        {
            return activation => activation.ActivationServices.GetRequiredKeyedService(type, keyed.Key);
        }

        return parameter.HasDefaultValue
            ? activation => activation.ActivationServices.GetService(type) ?? parameter.DefaultValue
            : activation => activation.ActivationServices.GetRequiredService(type);
    }
}
