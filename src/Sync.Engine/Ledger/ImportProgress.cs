using Sync.Store;

namespace Sync.Engine.Ledger;

/// <summary>How far a connection's first import of orders has come; gone when it is done.</summary>
internal sealed record ImportProgress(DateTimeOffset StartedAt)
{
    /// <summary>Orders read so far, over all runs.</summary>
    public long Read { get; init; }

    /// <summary>How many the POS says there are; null where it does not.</summary>
    public long? Expected { get; init; }

    /// <summary>Time that was spent reading, over all runs, in seconds.</summary>
    public long Seconds { get; init; }

    /// <summary>When it went on last.</summary>
    public DateTimeOffset At { get; init; } = StartedAt;

    public static ImportProgress? From(DocumentFields? fields) => fields is { } f && f.Time("startedAt") is { } startedAt
        ? new ImportProgress(startedAt) { Read = f.Integer("read") ?? 0, Expected = f.Integer("expected"), Seconds = f.Integer("seconds") ?? 0, At = f.Time("at") ?? startedAt }
        : null;

    public void Write(DocumentBodyWriter w)
    {
        w.Time("at", At);
        if (Expected is { } expected) w.Number("expected", expected);
        w.Number("read", Read);
        w.Number("seconds", Seconds);
        w.Time("startedAt", StartedAt);
    }
}
