using Orleans.Runtime;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Streams;

namespace Orrery.Embedded.Invocation;

/// <summary>The base of generated references: every method of theirs boxes its arguments and calls one of these with its number.</summary>
internal abstract class GrainProxy(Silo silo, GrainId grainId, GrainMethod[] methods) : GrainReference(silo, grainId)
{
    protected void InvokeVoid(int method, object?[] arguments) => _ = Runtime.CallAsync<object?>(this, methods[method], arguments);

    protected Task InvokeTask(int method, object?[] arguments) => Runtime.CallAsync<object?>(this, methods[method], arguments);

    protected Task<T> InvokeTaskOfValue<T>(int method, object?[] arguments) => Runtime.CallAsync<T>(this, methods[method], arguments);

    protected ValueTask InvokeValueTask(int method, object?[] arguments) =>
        new(Runtime.CallAsync<object?>(this, methods[method], arguments));

    protected ValueTask<T> InvokeValueTaskOfValue<T>(int method, object?[] arguments) =>
        new(Runtime.CallAsync<T>(this, methods[method], arguments));

    protected IAsyncEnumerable<T> InvokeStream<T>(int method, object?[] arguments) =>
        new StreamOfGrain<T>(Runtime, this, methods[method], arguments);
}
