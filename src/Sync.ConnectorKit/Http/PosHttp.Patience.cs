namespace Sync.ConnectorKit.Http;

/// <summary>How long somebody is kept waiting.</summary>
public sealed partial class PosHttp
{
    private readonly PosWait waited;

    /// <summary>How often a request is sent at most; for whoever asks again by itself, where the POS says in its own words that it failed.</summary>
    public int MaxTries => options.MaxTries;

    /// <summary>Another sender over the same connections, counted alike and with a budget of the same size, of other patience; where somebody waits, of no more than theirs.</summary>
    public PosHttp With(PosHttpOptions patience) => new(client, Budget, time, Meter, WithinOurs(patience), waited);

    private PosHttpOptions WithinOurs(PosHttpOptions patience) => options.Patience is null ? patience with { Attended = options.Attended } : patience with
    {
        Attended = options.Attended,
        Patience = options.Patience,
        OnceDeadline = options.OnceDeadline,
        DeadlineClock = options.DeadlineClock,
        MaxTries = Math.Min(patience.MaxTries, options.MaxTries),
        TryDeadline = Shorter(patience.TryDeadline, options.TryDeadline),
        LongestWait = Shorter(patience.LongestWait, options.LongestWait),
    };

    // Null where nobody waits.
    private TimeSpan? Left => options.Patience - waited.Sum;

    /// <summary>How long the try may take that is about to be sent.</summary>
    /// <exception cref="RetryLaterException">Whoever waits has waited long enough.</exception>
    private TimeSpan DeadlineOf(string name, StatusMap map, bool once)
    {
        if (Left is { } left && left <= TimeSpan.Zero)
            throw new RetryLaterException($"{map.Pos} took too long to answer, so this was not tried. {WhatNext}", $"{name} was not sent: {options.Patience!.Value.TotalSeconds:0} s had passed.");
        if (once) return options.OnceDeadline ?? options.TryDeadline;
        return Shorter(options.TryDeadline, Left ?? options.TryDeadline);
    }

    private TryAgainException TookTooLong(string name, TimeSpan deadline, Exception inner) =>
        new($"{name} took longer than {deadline.TotalSeconds:0} s.", inner) { Lost = true, Waited = options.Patience is null ? deadline : waited.Sum };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
