using System.Globalization;
using Sync.Store;

namespace Sync.Cli.Demo;

/// <summary>What a later demo must know to make the same shop again: when it was founded, and when it has changed.</summary>
internal sealed record DemoState(DateTimeOffset Founded, IReadOnlyList<DateTimeOffset> Changes)
{
    /// <summary>The port that the fake Square beside the site had, which connections to it name; null where it was never open.</summary>
    public int? SquarePort { get; init; }

    private static readonly DocumentPath Path = new("settings", "demo");

    public static async Task<DemoState?> LoadAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        var fields = (await tenant.GetAsync(Path, cancellation))?.Body.Read();
        if (fields is not { } f) return null;
        var founded = f.Time("founded")!.Value;
        var changes = f.TextList("changes").Select(t => DateTimeOffset.Parse(t, CultureInfo.InvariantCulture)).ToList();
        // A demo of an earlier version counted its changes and did not note when they were.
        return new DemoState(founded, changes.Count > 0 ? changes : [.. Enumerable.Repeat(founded, (int)(f.Integer("rounds") ?? 0))])
        {
            SquarePort = (int?)f.Integer("squarePort"),
        };
    }

    public Task SaveAsync(ITenantStore tenant, CancellationToken cancellation) => tenant.CommitAsync(
    [
        DocumentWrite.Replace(Path, DocumentBody.Build(w =>
        {
            w.TextList("changes", Changes.Select(c => c.ToString("O", CultureInfo.InvariantCulture)));
            w.Time("founded", Founded);
            if (SquarePort is { } port) w.Number("squarePort", port);
        })),
    ], cancellation);
}
