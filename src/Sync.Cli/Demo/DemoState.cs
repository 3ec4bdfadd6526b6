using Sync.Store;

namespace Sync.Cli.Demo;

/// <summary>What a later demo must know to make the same shop again: when it was founded, and how often it has changed.</summary>
internal sealed record DemoState(DateTimeOffset Founded, int Rounds)
{
    private static readonly DocumentPath Path = new("settings", "demo");

    public static async Task<DemoState?> LoadAsync(ITenantStore tenant, CancellationToken cancellation)
    {
        var fields = (await tenant.GetAsync(Path, cancellation))?.Body.Read();
        return fields is { } f ? new DemoState(f.Time("founded")!.Value, (int)f.Integer("rounds")!.Value) : null;
    }

    public Task SaveAsync(ITenantStore tenant, CancellationToken cancellation) => tenant.CommitAsync(
    [
        DocumentWrite.Replace(Path, DocumentBody.Build(w =>
        {
            w.Time("founded", Founded);
            w.Number("rounds", Rounds);
        })),
    ], cancellation);
}
