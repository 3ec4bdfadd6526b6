using Sync.ConnectorKit.Http;
using Sync.Model;

namespace Sync.ConnectorKit;

/// <summary>Everything that a connector's call needs, for one connection.</summary>
public sealed class ConnectionContext
{
    private readonly Lock gate = new();
    private object? session;

    /// <summary>The connection's id within its org.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>What the owner filled in, secrets aside, with the descriptor's defaults where they gave nothing.</summary>
    public required ConnectionSettings Settings { get; init; }

    /// <summary>The shop's calendar, for times that the POS states without an offset.</summary>
    public required StoreClock StoreClock { get; init; }

    /// <summary>The shop's currency, where the POS does not state one.</summary>
    public required Currency Currency { get; init; }

    /// <summary>The clock; also for delays.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Sends requests with retries, budget and counting.</summary>
    public required PosHttp Http { get; init; }

    /// <summary>
    /// Keeps secret settings that the POS changed, such as a refresh token that is good for one use; awaited before the new
    /// ones are used. Null where nobody keeps them.
    /// </summary>
    public Func<IReadOnlyDictionary<string, Secret>, CancellationToken, Task>? KeepSecrets { get; init; }

    /// <summary>
    /// What a connector, itself stateless, keeps for as long as this context lives, such as the token that its streams share.
    /// Made on first use, once.
    /// </summary>
    public T Session<T>(Func<ConnectionContext, T> open) where T : class
    {
        lock (gate) return (T)(session ??= open(this));
    }
}
