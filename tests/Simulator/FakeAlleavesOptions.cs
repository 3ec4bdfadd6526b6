namespace Sync.Simulator;

/// <summary>What the simulated POS knows of its one user.</summary>
public sealed record FakeAlleavesOptions
{
    public string Username { get; init; } = "budtender@example.com";

    public string Password { get; init; } = "correct horse";

    /// <summary>Empty where the user has none.</summary>
    public string Pin { get; init; } = "4711";

    public string LocationId { get; init; } = "1000";

    /// <summary>What tokens age by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public TimeSpan TokenLife { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How the live profile answers for customers.</summary>
    public LiveListForm LiveCustomers { get; init; } = LiveListForm.Named;

    /// <summary>Real time that each answer takes.</summary>
    public TimeSpan Latency { get; init; }
}
