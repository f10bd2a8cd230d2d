namespace Orrery.Embedded.Invocation;

/// <summary>The forms in which a method of a grain interface may return.</summary>
internal enum MethodResultKind
{
    Unsupported,
    Void,
    Task,
    TaskOfValue,
    ValueTask,
    ValueTaskOfValue,
    Stream,
}

/// <summary>How a method of a grain interface returns.</summary>
/// <param name="Kind">The form.</param>
/// <param name="ValueType">What it returns in the end; the item type of a stream; <see langword="null"/> when nothing.</param>
internal readonly record struct MethodResult(MethodResultKind Kind, Type? ValueType)
{
    public static MethodResult Of(Type returnType)
    {
        if (returnType == typeof(void))
        {
            return new MethodResult(MethodResultKind.Void, null);
        }

        if (returnType == typeof(Task))
        {
            return new MethodResult(MethodResultKind.Task, null);
        }

        if (returnType == typeof(ValueTask))
        {
            return new MethodResult(MethodResultKind.ValueTask, null);
        }

        var definition = returnType.IsGenericType ? returnType.GetGenericTypeDefinition() : null;
        var kind = definition == typeof(Task<>) ? MethodResultKind.TaskOfValue
            : definition == typeof(ValueTask<>) ? MethodResultKind.ValueTaskOfValue
            : definition == typeof(IAsyncEnumerable<>) ? MethodResultKind.Stream
            : MethodResultKind.Unsupported;
        return new MethodResult(kind, kind == MethodResultKind.Unsupported ? null : returnType.GetGenericArguments()[0]);
    }
}
