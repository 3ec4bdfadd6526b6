using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Components;
using Sync.Web.Connect;

namespace Sync.Browser.Tests;

/// <summary>Which of the site's pages are rendered while it listens, as the framework's own figures tell.</summary>
internal sealed class RenderedPages : IDisposable
{
    private const string Figures = "Microsoft.AspNetCore.Components.Lifecycle";
    private const string Component = "aspnetcore.components.type";

    private readonly ConcurrentDictionary<string, byte> seen = new();
    private readonly MeterListener listener = new();

    public RenderedPages()
    {
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Meter.Name == Figures) it.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Note(tags));
        listener.SetMeasurementEventCallback<int>((_, _, tags, _) => Note(tags));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Note(tags));
        listener.Start();
    }

    /// <summary>All pages that there are.</summary>
    public static IReadOnlySet<string> All { get; } = typeof(Page).Assembly.GetTypes()
        .Where(t => typeof(IComponent).IsAssignableFrom(t) && t.Name.EndsWith("Page", StringComparison.Ordinal)).Select(t => t.Name).ToHashSet();

    /// <summary>Those that were rendered.</summary>
    public IEnumerable<string> Seen => seen.Keys;

    public void Dispose() => listener.Dispose();

    private void Note(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
            if (name == Component && value?.ToString()?.Split('.')[^1] is { } component) seen[component] = 0;
    }
}
