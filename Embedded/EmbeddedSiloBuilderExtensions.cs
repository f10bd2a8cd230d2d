using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orrery.Embedded.Reminders;

namespace Orrery.Embedded;

/// <summary>Configures what only the embedded host has.</summary>
public static class EmbeddedSiloBuilderExtensions
{
    /// <summary>Turns reminders on and says where they are kept.</summary>
    /// <typeparam name="TStore">The store.</typeparam>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ISiloBuilder UseReminderStore<TStore>(this ISiloBuilder builder)
        where TStore : class, IReminderStore
    {
        builder.Services.AddSingleton<IReminderStore, TStore>();
        return builder;
    }
}
