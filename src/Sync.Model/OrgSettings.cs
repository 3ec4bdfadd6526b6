namespace Sync.Model;

/// <summary>What an org may set, and what holds where it has not.</summary>
public sealed record OrgSettings
{
    /// <summary>The org's name as people write it.</summary>
    public required string Name { get; init; }

    /// <summary>IANA name of the time zone of its shops; default UTC.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Three-letter currency code of its shops; default USD.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>
    /// The calling code of its shops' country, such as <c>44</c>, by which phone numbers without one are told; default 1 where the
    /// currency is USD or CAD, else none, and such numbers are recognised by nobody.
    /// </summary>
    public string? CallingCode { get; init; }

    /// <summary>The code that numbers without one are taken to be of: the one that was set, else that of the currency's countries where they share one; null where it cannot be told.</summary>
    public string? DialledCode => CallingCode ?? (Currency is "USD" or "CAD" ? "1" : null);

    /// <summary>Local hour at which the business day starts; default midnight.</summary>
    public int DayStartHour { get; init; }

    /// <summary>A run that would remove a larger share of a stream's records than this stops and asks; default 0.20.</summary>
    public decimal DeleteLimitShare { get; init; } = 0.20m;

    /// <summary>Up to this many removals are never held; default 10.</summary>
    public int DeleteLimitCount { get; init; } = 10;

    /// <summary>
    /// Whether the world may read the menu; then costs stay out of the public view, and the world is let in once a run has taken
    /// out those that stood there. Default off, which holds at once.
    /// </summary>
    public bool PublicMenu { get; init; }

    /// <summary>Where segments begin and end.</summary>
    public SegmentThresholds Segments { get; init; } = new();

    /// <summary>Where loyalty tiers begin.</summary>
    public TierThresholds Tiers { get; init; } = new();
}
