namespace Sync.Simulator.Kit;

/// <summary>How a fake behaves; each fake has its POS's own values as defaults.</summary>
public sealed record FakePosOptions
{
    /// <summary>Rows on a page at most, whatever is asked for: small, so that tests see several pages. Null for the POS's own limit.</summary>
    public int? PageSize { get; init; }

    /// <summary>What tokens age by and throttling is counted by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The port of this machine that it opens on; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Whether it throttles at the POS's published rate.</summary>
    public bool Throttles { get; init; }
}
