using System.Runtime.ExceptionServices;

namespace Sync.ConnectorKit.Http;

/// <summary>
/// The token of one connection: fetched once for everybody who waits, renewed a little before its end, and once more when
/// the POS refuses it early.
/// </summary>
/// <param name="login">Fetches a new token; throws <see cref="ReauthoriseException"/> where the credentials are refused.</param>
/// <param name="time">The clock.</param>
public sealed class TokenSource(Func<CancellationToken, Task<string>> login, TimeProvider time)
{
    // Source: the requirements' Alleaves reference; also a safe guess for a token that does not tell.
    private static readonly TimeSpan DefaultLife = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(90);

    private readonly SemaphoreSlim turn = new(1, 1);
    private volatile IssuedToken? current;
    private ReauthoriseException? refused;
    private volatile FailedLogin? failed;

    /// <summary>A token that is good for a while yet.</summary>
    /// <exception cref="ConnectorException">The log-in failed; whoever waited for it meanwhile is told the same, and does not wait for another to fail.</exception>
    /// <exception cref="ReauthoriseException">The credentials were refused, now or before: they are not tried again, so that no account is locked.</exception>
    public async Task<string> GetAsync(CancellationToken cancellation)
    {
        if (Fresh() is { } good) return good;
        var before = failed;
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (failed is { } sinceThen && sinceThen != before && Fresh() is null) ExceptionDispatchInfo.Throw(sinceThen.Why);
            return Fresh() ?? await RenewAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Says that the POS refused a token. Where another has taken its place meanwhile, nothing happens.</summary>
    public void Invalidate(string token)
    {
        var known = current;
        if (known?.Value == token) Interlocked.CompareExchange(ref current, null, known);
    }

    /// <summary>Sends with a token, and once more with a new one where it is refused.</summary>
    /// <param name="send">Sends; throws <see cref="ReauthoriseException"/> where the token is refused.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="onRefused">Told of each token that is refused, before another is asked for; null where nobody keeps them.</param>
    /// <exception cref="ReauthoriseException">The credentials are refused, or the new token is too.</exception>
    public async Task<T> UseAsync<T>(Func<string, Task<T>> send, CancellationToken cancellation, Action<string>? onRefused = null)
    {
        var token = await GetAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await SendAsync(token).ConfigureAwait(false);
        }
        catch (ReauthoriseException)
        {
            Invalidate(token); // The one more try below tells whether it was the token's age or the account.
        }

        return await SendAsync(await GetAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);

        async Task<T> SendAsync(string with)
        {
            try
            {
                return await send(with).ConfigureAwait(false);
            }
            catch (ReauthoriseException)
            {
                onRefused?.Invoke(with);
                throw;
            }
        }
    }

    private string? Fresh() => current is { } token && time.GetElapsedTime(token.IssuedAt) < token.UsableFor ? token.Value : null;

    private async Task<string> RenewAsync(CancellationToken cancellation)
    {
        if (refused is not null) throw new ReauthoriseException(refused.OwnerMessage, refused.Message, refused);
        try
        {
            var issuedAt = time.GetTimestamp();
            var value = await login(cancellation).ConfigureAwait(false);
            var life = JwtLife.Of(value, time.GetUtcNow()) ?? DefaultLife;
            var margin = life / 10 < LongestMargin ? life / 10 : LongestMargin;
            current = new IssuedToken(value, issuedAt, life - margin);
            return value;
        }
        catch (ReauthoriseException e)
        {
            refused = e;
            throw;
        }
        catch (ConnectorException e)
        {
            failed = new FailedLogin(e);
            throw;
        }
    }

    // A class of its own, so that two failures are told apart by which they are.
    private sealed class FailedLogin(ConnectorException why)
    {
        public ConnectorException Why { get; } = why;
    }

    private sealed record IssuedToken(string Value, long IssuedAt, TimeSpan UsableFor);
}
