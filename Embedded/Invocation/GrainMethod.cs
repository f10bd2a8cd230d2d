using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orrery.Embedded.Serialization;

namespace Orrery.Embedded.Invocation;

/// <summary>A method of a grain interface, with everything about it that is worth knowing only once.</summary>
internal sealed class GrainMethod
{
    private readonly TypeCopier[] _argumentCopiers;
    private readonly bool _copiesArguments;

    public GrainMethod(Type interfaceType, MethodInfo method, MessageCopier copier)
    {
        Method = method;
        InterfaceType = interfaceType;
        InterfaceName = interfaceType.FullName ?? interfaceType.Name;
        DisplayName = $"{interfaceType.Name}.{method.Name}";
        Invoker = MethodInvoker.Create(method);
        Result = MethodResult.Of(method.ReturnType);
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        OneWay = method.IsDefined(typeof(OneWayAttribute)) || Result.Kind == MethodResultKind.Void;
        Timeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        var parameters = method.GetParameters();
        TokenIndex = Array.FindIndex(parameters, parameter => parameter.ParameterType == typeof(CancellationToken));
        _argumentCopiers = [.. parameters.Select(parameter => copier.For(parameter.ParameterType, parameter.IsDefined(typeof(ImmutableAttribute))))];
        _copiesArguments = Array.Exists(_argumentCopiers, argument => !argument.Shares);
        ResultCopier = Result.ValueType is { } type
            ? copier.For(type, method.ReturnParameter.IsDefined(typeof(ImmutableAttribute)))
            : TypeCopier.Sharing;
    }

    public Type InterfaceType { get; }

    public string InterfaceName { get; }

    /// <summary>Interface and method, for messages.</summary>
    public string DisplayName { get; }

    public MethodInfo Method { get; }

    public MethodInvoker Invoker { get; }

    public MethodResult Result { get; }

    public bool AlwaysInterleave { get; }

    public bool ReadOnly { get; }

    public bool OneWay { get; }

    /// <summary>The response timeout, where it is not the default.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>The position of the cancellation token; -1 when there is none.</summary>
    public int TokenIndex { get; }

    public TypeCopier ResultCopier { get; }

    /// <summary>Replaces arguments by what would arrive at the grain.</summary>
    public void CopyArguments(object?[] arguments)
    {
        if (!_copiesArguments)
        {
            return;
        }

        var session = new CopySession();
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = _argumentCopiers[i].Copy(arguments[i], session);
        }
    }
}
