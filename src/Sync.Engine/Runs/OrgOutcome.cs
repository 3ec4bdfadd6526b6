using Sync.Model;

namespace Sync.Engine.Runs;

/// <summary>What became of one org.</summary>
/// <param name="Org">Which.</param>
/// <param name="Report">What its sync did; null where it could not run.</param>
/// <param name="Error">Why it could not; null where it did.</param>
public sealed record OrgOutcome(OrgId Org, OrgReport? Report, string? Error)
{
    /// <summary>Whether another run of it goes on, which is no failure.</summary>
    public bool AlreadyRunning => HeldBy is not null;

    /// <summary>Who syncs it just now; null where nobody else does.</summary>
    public string? HeldBy { get; init; }

    /// <summary>When the other run's lease ends unless it is renewed.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>For the log: a failure inside Sync with its technical cause; no secrets. Null where <see cref="Error"/> says all.</summary>
    public string? ErrorDetail { get; init; }
}
