namespace Orrery.Grains.Runs;

/// <summary>An activation found that another one has written its rows, so it must go away.</summary>
[GenerateSerializer, Alias("orrery.stale_activation")]
public sealed class StaleActivationException : Exception
{
    /// <summary>Names the grain.</summary>
    /// <param name="message">Which grain, and what happens now.</param>
    public StaleActivationException(string message)
        : base(message)
    {
    }
}
