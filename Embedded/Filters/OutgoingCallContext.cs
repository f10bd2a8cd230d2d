using System.Reflection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Invocation;
using Orrery.Embedded.Turns;

namespace Orrery.Embedded.Filters;

/// <summary>Runs the filters around one call at the caller.</summary>
/// <typeparam name="T">What the method returns.</typeparam>
internal sealed class OutgoingCallContext<T>(Silo silo, GrainReference reference, GrainMethod method, object?[] arguments)
    : IOutgoingGrainCallContext, IInvokable
{
    private int _next;

    public object Grain => reference;

    public MethodInfo InterfaceMethod => method.Method;

    public string MethodName => method.Method.Name;

    public string InterfaceName => method.InterfaceName;

    public IInvokable Request => this;

    public GrainId? SourceId => SourceContext?.GrainId;

    public GrainId TargetId => reference.GrainId;

    public IGrainContext? SourceContext { get; } = TurnScheduler.CurrentMailbox?.Owner as IGrainContext;

    public object? Result { get; set; }

    public async Task<T> InvokeAsync()
    {
        await Invoke();
        return (T)Result!;
    }

    public async Task Invoke()
    {
        var position = _next++;
        if (position < silo.OutgoingFilters.Length)
        {
            await silo.OutgoingFilters[position].Invoke(this);
        }
        else
        {
            Result = await silo.SendAsync<T>(reference, method, arguments);
        }
    }

    public int GetArgumentCount() => arguments.Length;

    public object? GetArgument(int index) => arguments[index];

    public void SetArgument(int index, object value) => arguments[index] = value;

    public string GetMethodName() => MethodName;

    public string GetInterfaceName() => InterfaceName;
}
