namespace Orleans;

/// <summary>Runs around every request at the grain. A grain class may implement it for its own requests.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Runs around one request.</summary>
    /// <param name="context">The call.</param>
    /// <returns>A task that ends when the request has.</returns>
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Runs around every call at the caller.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Runs around one call.</summary>
    /// <param name="context">The call.</param>
    /// <returns>A task that ends when the call has.</returns>
    Task Invoke(IOutgoingGrainCallContext context);
}

/// <summary>Runs around a request at the grain.</summary>
/// <param name="context">The call.</param>
/// <returns>A task that ends when the request has.</returns>
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);

/// <summary>Runs around a call at the caller.</summary>
/// <param name="context">The call.</param>
/// <returns>A task that ends when the call has.</returns>
public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);
