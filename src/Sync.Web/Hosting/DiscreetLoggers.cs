using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sync.Web.Hosting;

/// <summary>
/// Makes loggers that never write what the web server says of single requests, whatever the configuration asks for: it names
/// addresses, and an invitation's or a sign-in's address is a secret. Of the framework, warnings and errors are left, and no
/// scope, since that names the address too.
/// </summary>
internal sealed class DiscreetLoggers(
    IEnumerable<ILoggerProvider> providers, IOptionsMonitor<LoggerFilterOptions> filters, IOptions<LoggerFactoryOptions> options) : ILoggerFactory
{
    private static readonly string[] Talkative = ["Microsoft.AspNetCore.", "Microsoft.Extensions.Http", "System.Net.Http"];
    private readonly LoggerFactory inner = new(providers, filters, options);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public ILogger CreateLogger(string categoryName) =>
        Talkative.Any(t => categoryName.StartsWith(t, StringComparison.Ordinal)) ? new Discreet(inner.CreateLogger(categoryName)) : inner.CreateLogger(categoryName);

    public void Dispose() => inner.Dispose();

    private sealed class Discreet(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
