namespace Sync.ConnectorKit.Http;

/// <summary>How patient a <see cref="PosHttp"/> is.</summary>
public sealed record PosHttpOptions
{
    /// <summary>How often a request is sent at most, the first time included; default 6.</summary>
    public int MaxTries { get; init; } = 6;

    /// <summary>How long one try may take, from sending to the last byte of the answer; default 60 seconds.</summary>
    public TimeSpan TryDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The first wait where the POS states none; it doubles with each further try. Default 1 second.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The longest wait between two tries; default 2 minutes. A POS that asks for more is not waited for: the request ends
    /// with a <see cref="RetryLaterException"/> that says how long it asked for, so that a worker is not held.
    /// </summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long the POS may let us wait for all requests together, the waits between their tries included; what is not begun by then
    /// is not sent any more. The waits for our own <see cref="RateBudget"/> do not count: no POS is slow because we ask it slowly.
    /// Measured by <see cref="DeadlineClock"/>. Null for as long as they take; default null.
    /// </summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>
    /// How long one try may take of what must not be carried out twice; null for <see cref="TryDeadline"/>. It is not shortened by
    /// <see cref="Patience"/>: a renewal whose answer is not waited for may be the end of a connection. Default null.
    /// </summary>
    public TimeSpan? OnceDeadline { get; init; }

    /// <summary>
    /// For somebody who waits at a form: a second try for what passes by itself, and after 15 seconds of waiting for it the truth that
    /// the POS does not answer. A run, which nobody waits for, is as patient as the default.
    /// </summary>
    public static PosHttpOptions AtAForm { get; } = new()
    {
        Attended = true,
        MaxTries = 2,
        TryDeadline = TimeSpan.FromSeconds(10),
        LongestWait = TimeSpan.FromSeconds(5),
        Patience = TimeSpan.FromSeconds(15),
        OnceDeadline = TimeSpan.FromSeconds(30),
    };

    /// <summary>Whether somebody waits for the outcome and nothing tries again by itself later; default false.</summary>
    public bool Attended { get; init; }

    /// <summary>The largest answer that is read, in bytes; default 64 MiB.</summary>
    public int MaxAnswerBytes { get; init; } = 64 << 20;

    /// <summary>Seeds the jitter of the waits; null takes the clock.</summary>
    public int? JitterSeed { get; init; }

    /// <summary>
    /// What <see cref="TryDeadline"/> and <see cref="Patience"/> are measured by. Sockets live in real time whatever clock a test pretends, so this is not
    /// the clock of the waits; default <see cref="TimeProvider.System"/>.
    /// </summary>
    public TimeProvider DeadlineClock { get; init; } = TimeProvider.System;
}
