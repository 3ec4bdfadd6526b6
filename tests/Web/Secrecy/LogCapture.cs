using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Sync.Web.Tests.Secrecy;

/// <summary>Keeps everything that is logged: text, values, exceptions and scopes, of every category at every level.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> Lines => [.. lines];

    /// <summary>Sees all, whatever the host's own filters say.</summary>
    public void AddTo(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddProvider(this);
        logging.AddFilter<LogCapture>("", LogLevel.Trace);
        foreach (var category in new[] { "Microsoft", "Microsoft.AspNetCore", "Microsoft.AspNetCore.DataProtection", "System.Net.Http", "Microsoft.Extensions.Hosting.Internal.Host" })
            logging.AddFilter<LogCapture>(category, LogLevel.Trace);
    }

    public ILogger CreateLogger(string categoryName) => new Capturing(categoryName, lines);

    public void Dispose() => GC.SuppressFinalize(this);

    private sealed class Capturing(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            lines.Enqueue($"{category} scope: {state} {ValuesOf(state)}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{category} {logLevel}: {formatter(state, exception)} {ValuesOf(state)} {exception}");

        private static string ValuesOf(object? state) => state is IEnumerable<KeyValuePair<string, object?>> values
            ? string.Join(" ", values.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key}={v.Value}")))
            : "";
    }
}
