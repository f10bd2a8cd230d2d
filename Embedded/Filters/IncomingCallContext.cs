using System.Reflection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orrery.Embedded.Invocation;

namespace Orrery.Embedded.Filters;

/// <summary>Runs the filters around one request at the grain.</summary>
internal sealed class IncomingCallContext : IIncomingGrainCallContext
{
    private readonly GrainCall _call;
    private readonly Func<Task<object?>> _invokeTarget;
    private int _next;

    private IncomingCallContext(GrainCall call, object target, Func<Task<object?>> invokeTarget)
    {
        _call = call;
        Grain = target;
        _invokeTarget = invokeTarget;
    }

    public object Grain { get; }

    public MethodInfo InterfaceMethod => _call.Method.Method;

    public MethodInfo ImplementationMethod
    {
        get
        {
            var map = Grain.GetType().GetInterfaceMap(_call.Method.InterfaceType);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, _call.Method.Method)];
        }
    }

    public string MethodName => _call.Method.Method.Name;

    public string InterfaceName => _call.Method.InterfaceName;

    public IInvokable Request => _call;

    public GrainId? SourceId => _call.Source?.GrainId;

    public GrainId TargetId => _call.Target;

    public IGrainContext TargetContext => (IGrainContext)_call.Mailbox!.Owner;

    public object? Result { get; set; }

    public static async Task<object?> InvokeAsync<T>(GrainCall call, object target, Func<Task<T>> invokeTarget)
    {
        var context = new IncomingCallContext(call, target, async () => await invokeTarget());
        await context.Invoke();
        return context.Result;
    }

    public async Task Invoke()
    {
        var filters = _call.Silo.IncomingFilters;
        var position = _next++;
        if (position < filters.Length)
        {
            await filters[position].Invoke(this);
        }
        else if (position == filters.Length && Grain is IIncomingGrainCallFilter own)
        {
            await own.Invoke(this);
        }
        else
        {
            Result = await _invokeTarget();
        }
    }
}
