using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orrery.Embedded.Hosting;
using Orrery.Embedded.Reminders;

namespace Orrery.Embedded;

/// <summary>Configures what only the embedded host has. Its options are set with <c>Configure&lt;EmbeddedOptions&gt;</c>.</summary>
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
        builder.Services.AddSingleton<ReminderService>();
        return builder;
    }

    /// <summary>Looks for grain classes also in an assembly and those it refers to. The program's own assembly is looked at always.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="assembly">The assembly.</param>
    /// <returns>The builder.</returns>
    public static ISiloBuilder AddApplicationPart(this ISiloBuilder builder, Assembly assembly)
    {
        ((SiloBuilder)builder).Parts.Add(assembly);
        return builder;
    }

    /// <summary>Hosts only these grain classes, and looks for none. For tests.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="grainClasses">The classes.</param>
    /// <returns>The builder.</returns>
    public static ISiloBuilder UseOnlyGrains(this ISiloBuilder builder, params Type[] grainClasses)
    {
        ((SiloBuilder)builder).Parts.AddOnly(grainClasses);
        return builder;
    }

    /// <summary>Runs grains and delivers messages in an order drawn from a seed, and kills activations now and then. For tests.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="options">Seed and faults.</param>
    /// <returns>The builder.</returns>
    public static ISiloBuilder UseChaos(this ISiloBuilder builder, EmbeddedChaosOptions options)
    {
        builder.Services.AddSingleton(options);
        return builder;
    }
}
