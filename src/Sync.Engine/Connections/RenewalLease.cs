using Sync.ConnectorKit;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>
/// Who renews a connection's secrets just now, in <c>leases/secrets-{connection}</c>, and how the last renewal failed. Whoever
/// holds it and dies blocks nobody for longer than <see cref="Duration"/>.
/// </summary>
internal sealed class RenewalLease(ITenantStore tenant, string connection, TimeProvider time)
{
    /// <summary>Longer than a renewal takes with all its tries.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(2);

    /// <summary>How long nobody asks again after an answer that got lost.</summary>
    public static readonly TimeSpan AfterLoss = TimeSpan.FromMinutes(10);

    private const string Held = "held", Free = "free", Failed = "failed", Refused = "refused", Lost = "lost";

    private readonly DocumentPath path = new("leases", "secrets-" + connection);
    private readonly string self = Ids.New(time, 8);
    private string? waitedFor;
    private StoredDocument? known;

    /// <summary>Looks who has it. Whom this caller has waited for in vain, it is told why.</summary>
    /// <returns>Whether it can be taken, or is this caller's own.</returns>
    /// <exception cref="ConnectorException">The renewal that this caller waited for has failed; or, to everybody for a while, its answer was lost.</exception>
    public async Task<bool> LookAsync(CancellationToken cancellation)
    {
        known = await tenant.GetAsync(path, cancellation);
        if (known?.Body.Read() is not { } fields) return true;
        var (state, holder, until) = (fields.Text("state"), fields.Text("holder"), fields.Time("until") ?? DateTimeOffset.MinValue);
        var (owner, log) = (fields.Text("error") ?? "", fields.Text("errorDetail") ?? "");
        if (state == Lost && until > time.GetUtcNow()) throw new RetryLaterException(owner, log, until - time.GetUtcNow()) { AnswerLost = true };
        if (state == Refused && holder == waitedFor) throw new ReauthoriseException(owner, log);
        if (state == Failed && holder == waitedFor) throw new RetryLaterException(owner, log);
        if (state != Held || holder == self) return true;
        waitedFor = holder;
        return until <= time.GetUtcNow();
    }

    /// <summary>Takes it, unless somebody else was faster.</summary>
    public async Task<bool> TakeAsync(CancellationToken cancellation)
    {
        // A commit whose answer was lost is carried out though it seems to fail; the next look then finds this caller's own name.
        if (known?.Body.Read() is { } fields && fields.Text("state") == Held && fields.Text("holder") == self) return true;
        return await WriteAsync(Held, time.GetUtcNow() + Duration, null, cancellation);
    }

    /// <summary>Gives it back after a renewal.</summary>
    public Task ReleaseAsync() => EndAsync(Free, null);

    /// <summary>Gives it back and says why it came to nothing.</summary>
    public Task EndAsync(ConnectorException why) => why switch
    {
        ReauthoriseException => EndAsync(Refused, why),
        RetryLaterException { AnswerLost: false } => EndAsync(Failed, why),
        FixSettingsException => EndAsync(Free, null),
        // An answer that is not understood may have brought a token that replaces the one we hold.
        _ => EndAsync(Lost, why),
    };

    private async Task EndAsync(string state, ConnectorException? why)
    {
        try
        {
            known = await tenant.GetAsync(path);
            if (known?.Body.Read().Text("holder") != self) return; // somebody took over meanwhile
            await WriteAsync(state, time.GetUtcNow() + (state == Lost ? AfterLoss : TimeSpan.Zero), why, CancellationToken.None);
        }
        catch (StoreException)
        {
            // The store is away: the lease ends by itself, and what happened is told to the caller anyway.
        }
    }

    private async Task<bool> WriteAsync(string state, DateTimeOffset until, ConnectorException? why, CancellationToken cancellation)
    {
        var body = DocumentBody.Build(w =>
        {
            w.OptionalText("error", why?.OwnerMessage);
            w.OptionalText("errorDetail", why?.Message);
            w.Text("holder", self);
            w.Text("state", state);
            w.Time("until", until);
        });
        try
        {
            await tenant.CommitAsync([DocumentWrite.Replace(path, body, known?.Version ?? "")], cancellation);
            return true;
        }
        catch (StoreException e) when (e.Failure is StoreFailure.VersionChanged or StoreFailure.AlreadyExists)
        {
            return false;
        }
    }
}
