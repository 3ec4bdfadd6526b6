using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
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

    /// <summary>The secrets as all processes share them; null where the connection is not saved (yet).</summary>
    public ISharedSecrets? SharedSecrets { get; init; }

    /// <summary>The app that the operator has registered at the POS, for connections that bring none; null where there is none.</summary>
    public AppCredentials? App { get; init; }

    /// <summary>Renews secrets once for everybody who shares the connection; what was renewed is kept before it is used.</summary>
    /// <param name="used">The secrets that the caller used, by setting; an empty one stands for none.</param>
    /// <param name="renew">Asks the POS; answers with what changed.</param>
    /// <param name="cancellation">Ends the wait for others; a renewal under way is not given up.</param>
    /// <returns>The secrets to use from now on.</returns>
    /// <exception cref="ConnectorException">They could not be renewed.</exception>
    public async Task<IReadOnlyDictionary<string, Secret>> RenewSecretsAsync(
        IReadOnlyDictionary<string, Secret> used, Func<Task<IReadOnlyDictionary<string, Secret>>> renew, CancellationToken cancellation)
    {
        if (SharedSecrets is { } shared) return await shared.RenewAsync(used, renew, cancellation).ConfigureAwait(false);
        var renewed = await renew().ConfigureAwait(false);
        if (KeepSecrets is { } keep) await keep(renewed, CancellationToken.None).ConfigureAwait(false);
        return renewed;
    }

    /// <summary>
    /// What a connector, itself stateless, keeps for as long as this context lives, such as the token that its streams share.
    /// Made on first use, once.
    /// </summary>
    public T Session<T>(Func<ConnectionContext, T> open) where T : class
    {
        lock (gate) return (T)(session ??= open(this));
    }
}
