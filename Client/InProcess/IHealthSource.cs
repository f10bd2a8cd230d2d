namespace Orrery.Client.InProcess;

/// <summary>Knows how the components of an installation are.</summary>
public interface IHealthSource
{
    /// <summary>How they are now. Answers also when a component does not; never throws for that.</summary>
    Task<HealthInfo> GetAsync(CancellationToken cancellationToken = default);
}
