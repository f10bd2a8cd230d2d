using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>A call as a filter sees it.</summary>
public interface IGrainCallContext
{
    /// <summary>What is called: the grain object in incoming filters, the reference in outgoing ones.</summary>
    object Grain { get; }

    /// <summary>The method of the grain interface.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The method's name.</summary>
    string MethodName { get; }

    /// <summary>The full name of the grain interface.</summary>
    string InterfaceName { get; }

    /// <summary>The arguments.</summary>
    IInvokable Request { get; }

    /// <summary>The grain that calls; <see langword="null"/> when the caller is no grain.</summary>
    GrainId? SourceId { get; }

    /// <summary>The grain that is called.</summary>
    GrainId TargetId { get; }

    /// <summary>The result, once <see cref="Invoke"/> has ended; a filter may replace it with another value of its type.</summary>
    object? Result { get; set; }

    /// <summary>Calls the next filter, or after the last one the grain. A filter that does not call it must set <see cref="Result"/>.</summary>
    /// <returns>A task that ends when the call has, and fails if it failed.</returns>
    Task Invoke();
}

/// <summary>A call as a filter at the grain sees it.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The method of the grain class.</summary>
    MethodInfo ImplementationMethod { get; }

    /// <summary>The activation that is called.</summary>
    IGrainContext TargetContext { get; }
}

/// <summary>A call as a filter at the caller sees it.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that calls; <see langword="null"/> when the caller is no grain.</summary>
    IGrainContext? SourceContext { get; }
}
