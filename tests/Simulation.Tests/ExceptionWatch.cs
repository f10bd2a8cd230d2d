using Microsoft.Extensions.Logging;

namespace Orrery.Simulation.Tests;

/// <summary>A log that only looks at exceptions: what a grain swallows and writes down must be of the kind that is expected.</summary>
internal sealed class ExceptionWatch(Simulation simulation) : ILoggerFactory, ILogger
{
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null && IsEnabled(logLevel))
        {
            simulation.Expect(exception, formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
