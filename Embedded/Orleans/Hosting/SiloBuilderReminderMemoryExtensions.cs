using Orrery.Embedded;
using Orrery.Embedded.Reminders;

namespace Orleans.Hosting;

/// <summary>Adds reminders that are forgotten when the process ends.</summary>
public static class SiloBuilderReminderMemoryExtensions
{
    /// <summary>Adds reminders kept in memory.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ISiloBuilder UseInMemoryReminderService(this ISiloBuilder builder) => builder.UseReminderStore<InMemoryReminderStore>();
}
