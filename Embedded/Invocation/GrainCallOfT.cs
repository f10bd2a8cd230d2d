using System.Diagnostics.CodeAnalysis;
using Orleans;
using Orleans.Runtime;
using Orrery.Embedded.Activations;
using Orrery.Embedded.Filters;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Serialization;

namespace Orrery.Embedded.Invocation;

/// <summary>A call with its answer.</summary>
/// <typeparam name="T">What the method returns; <see cref="object"/>, and always null, when nothing.</typeparam>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing.")]
internal class GrainCall<T>(Silo silo, GrainReference reference, GrainMethod method, object?[] arguments)
    : GrainCall(silo, reference, method, arguments)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _registration;

    public Task<T> Answer => _answer.Task;

    public override bool IsAbandoned => !Method.OneWay && _answer.Task.IsCompleted;

    /// <summary>Puts a token of the grain's own in the place of the caller's, which is cancelled in a turn of the grain; if there is one.</summary>
    public void LinkToken(bool cancelOnTimeout)
    {
        if (Method.TokenIndex < 0)
        {
            return;
        }

        var token = (CancellationToken)Arguments[Method.TokenIndex]!;
        if (token.CanBeCanceled || cancelOnTimeout)
        {
            _cancellation = new CancellationTokenSource();
            Arguments[Method.TokenIndex] = _cancellation.Token;
            _registration = token.UnsafeRegister(static (state, token) => ((GrainCall<T>)state!).Cancel(token), this);
        }
    }

    public override async Task ExecuteAsync(object target)
    {
        CallContext.Current = new CallContext(this, Values);
        try
        {
            var isFiltered = Mailbox!.Owner is Activation && (Silo.IncomingFilters.Length > 0 || target is IIncomingGrainCallFilter);
            var result = !isFiltered
                ? await InvokeAsync(target)
                : (T)(await IncomingCallContext.InvokeAsync(this, target, async () => await InvokeAsync(target)))!;
            Succeed(result);
        }
        catch (OperationCanceledException exception) when (_cancellation is { IsCancellationRequested: true })
        {
            Finish(_answer.TrySetCanceled(exception.CancellationToken));
        }
        catch (Exception exception)
        {
            (Mailbox!.Owner as Activation)?.OnRequestFailed(exception);
            Fail(exception);
        }
    }

    public override void Fail(Exception exception)
    {
        if (Method.OneWay)
        {
            Log.OneWayCallFailed(Silo.Logger, exception, Method.DisplayName, Target);
            return;
        }

        Finish(_answer.TrySetException(Silo.Copier.CopyException(exception)));
    }

    public override void Expire(TimeoutException exception)
    {
        Finish(_answer.TrySetException(exception));
        if (Silo.Messaging.CancelRequestOnTimeout)
        {
            CancelAtGrain();
        }
    }

    private void Succeed(T result)
    {
        if (Method.OneWay)
        {
            return;
        }

        if (!Method.ResultCopier.Shares)
        {
            result = CopyResult(result);
        }

        Finish(_answer.TrySetResult(result));
    }

    // The caller does not wait until the grain has noticed.
    private void Cancel(CancellationToken token)
    {
        Finish(_answer.TrySetCanceled(token));
        CancelAtGrain();
    }

    private void CancelAtGrain()
    {
        if (_cancellation is { } cancellation && Mailbox is { } mailbox)
        {
            mailbox.Scheduler.Post(cancellation.Cancel);
        }
    }

    private void Finish(bool answered)
    {
        if (answered)
        {
            Silo.InFlight.Remove(this);
            _registration.Unregister();
        }
    }

    /// <summary>Returns what arrives of the result at the caller.</summary>
    protected virtual T CopyResult(T result) => (T)Method.ResultCopier.Copy(result, new CopySession())!;

    /// <summary>Carries the call out on its target, after the filters.</summary>
    protected virtual async ValueTask<T> InvokeAsync(object target)
    {
        var returned = Method.Invoker.Invoke(target, Arguments.AsSpan());
        switch (Method.Result.Kind)
        {
            case MethodResultKind.Task:
                await (Task)returned!;
                return default!;
            case MethodResultKind.TaskOfValue:
                return await (Task<T>)returned!;
            case MethodResultKind.ValueTask:
                await (ValueTask)returned!;
                return default!;
            case MethodResultKind.ValueTaskOfValue:
                return await (ValueTask<T>)returned!;
            default:
                return default!;
        }
    }
}
