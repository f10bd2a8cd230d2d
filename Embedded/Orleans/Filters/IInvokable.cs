namespace Orleans.Serialization.Invocation;

/// <summary>The method and the arguments of a call.</summary>
public interface IInvokable
{
    /// <summary>The number of arguments, including a cancellation token.</summary>
    /// <returns>The number.</returns>
    int GetArgumentCount();

    /// <summary>Returns an argument.</summary>
    /// <param name="index">Its position, from zero.</param>
    /// <returns>The argument.</returns>
    object? GetArgument(int index);

    /// <summary>Replaces an argument.</summary>
    /// <param name="index">Its position, from zero.</param>
    /// <param name="value">The new argument, of the parameter's type.</param>
    void SetArgument(int index, object value);

    /// <summary>The method's name.</summary>
    /// <returns>The name.</returns>
    string GetMethodName();

    /// <summary>The full name of the grain interface.</summary>
    /// <returns>The name.</returns>
    string GetInterfaceName();
}
