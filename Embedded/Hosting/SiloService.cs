using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orrery.Embedded.Activations;
using Orrery.Embedded.Monitoring;
using Orrery.Embedded.Reminders;
using Orrery.Embedded.Validation;

namespace Orrery.Embedded.Hosting;

/// <summary>Starts and stops the host of grains with the program.</summary>
internal sealed class SiloService(Silo silo, ModelValidator validator, IServiceProvider services)
    : IHostedService, IDisposable
{
    private readonly ReminderService? _reminders = services.GetService<ReminderService>();
    private Sweeper? _sweeper;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        validator.Validate();
        silo.IsRunning = true;
        _sweeper = new Sweeper(silo);
        if (_reminders is not null)
        {
            await _reminders.StartAsync(cancellationToken);
        }

        Log.Started(silo.Logger, silo.Catalog.Classes.Classes.Count);
    }

    /// <summary>Takes no calls from outside grains any more, lets activations finish and go away, and drops what is left when time is up.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _reminders?.Stop();
        silo.IsRunning = false;
        Log.Stopping(silo.Logger, silo.Catalog.Activations.Count());
        using var timeout = new CancellationTokenSource(silo.Collection.DeactivationTimeout, silo.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The host of grains is stopping.");
        try
        {
            // Again and again: a request in flight may have called, and so activated, another grain.
            while (silo.Catalog.Activations.ToArray() is { Length: > 0 } activations)
            {
                Array.ForEach(activations, activation => activation.Deactivate(reason, linked.Token));
                await Task.WhenAll(activations.Select(activation => activation.Deactivated)).WaitAsync(linked.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Drop([.. silo.Catalog.Activations]);
        }

        Dispose();
        Log.Stopped(silo.Logger);
    }

    public void Dispose() => _sweeper?.Dispose();

    private void Drop(Activation[] activations)
    {
        if (activations.Length > 0)
        {
            Log.DroppedAtStop(silo.Logger, activations.Length, activations[0].GrainId);
            Array.ForEach(activations, activation => activation.Kill());
        }
    }
}
