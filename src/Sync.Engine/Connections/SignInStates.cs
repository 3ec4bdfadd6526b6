using Sync.Engine.Accounts;
using Sync.Engine.Documents;
using Sync.Engine.Secrets;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Connections;

/// <summary>
/// Sign-ins under way, in <c>connect_states/{hash}</c> of their org. The state that goes through the POS is the org and 256
/// random bits, of which only a hash is stored; it is good once, for ten minutes, in the browser that holds the matching cookie.
/// </summary>
public sealed class SignInStates(MasterKey master, TimeProvider time)
{
    private const string Collection = "connect_states";

    private readonly SecretVault vault = new(master);

    /// <summary>How long an owner may take at the POS.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromMinutes(10);

    /// <summary>The org that a state names: only its documents have to be looked at to know whether the state is good.</summary>
    public static bool TryOrgOf(string? state, out OrgId org)
    {
        org = default;
        return state?.Split('.') is [var name, { Length: > 0 }] && OrgId.TryParse(name, out org);
    }

    /// <summary>The name of the cookie that belongs to a state: several sign-ins of one browser do not disturb each other.</summary>
    public static string CookieNameOf(string state) => "sync_connect_" + RandomToken.Hash(state)[..16];

    /// <summary>Notes a sign-in.</summary>
    /// <returns>The state, and the cookie's value.</returns>
    public async Task<(string State, string Cookie)> BeginAsync(
        ITenantStore tenant, ConnectAsk ask, string redirect, string? verifier, CancellationToken cancellation = default)
    {
        var (state, cookie) = ($"{ask.Org}.{RandomToken.Create()}", RandomToken.Create());
        var id = RandomToken.Hash(state);
        var now = time.GetUtcNow();
        await tenant.PruneExpiredAsync(Collection, now, cancellation);
        await GuardedCommit.RunAsync(tenant, async () =>
        {
            var secret = verifier is null ? null : await vault.EncryptAsync(tenant, Purpose(id), verifier, cancellation);
            var write = DocumentWrite.Replace(new DocumentPath(Collection, id), Body(ask, cookie, redirect, now + Life, secret?.Bytes));
            return secret is null ? [write] : [secret.Guard, write];
        }, cancellation);
        return (state, cookie);
    }

    /// <summary>The sign-in of a state; null where there is none, it is over, or it was begun for another connector or in another browser.</summary>
    public async Task<PendingSignIn?> FindAsync(
        ITenantStore tenant, string state, string connector, string? cookie, CancellationToken cancellation = default)
    {
        var id = RandomToken.Hash(state);
        if (await tenant.GetAsync(new DocumentPath(Collection, id), cancellation) is not { } document) return null;
        var fields = document.Body.Read();
        if (fields.Flag("used") == true || !(fields.Time("expireAt") > time.GetUtcNow()) || fields.Text("connector") != connector) return null;
        if (cookie is null || !RandomToken.Fits(cookie, fields.Text("cookie"))) return null;
        var given = fields.Map("settings") is { } settings ? settings.Names.ToDictionary(n => n, n => settings.Text(n) ?? "") : [];
        var verifier = fields.Bytes("verifier") is { } bytes ? new Secret(await vault.DecryptAsync(tenant, Purpose(id), bytes, cancellation)) : null;
        return new PendingSignIn(new ConnectAsk(tenant.Org, connector, fields.Text("connection")!, given) { By = fields.Text("by") }, fields.Text("redirect")!, verifier) { Document = document };
    }

    /// <summary>Uses a sign-in's state up.</summary>
    /// <returns>False where somebody else was faster.</returns>
    public async Task<bool> SpendAsync(ITenantStore tenant, PendingSignIn pending, CancellationToken cancellation = default)
    {
        var document = pending.Document ?? throw new ArgumentException("This sign-in was not found by its state.", nameof(pending));
        var end = document.Body.Read().Time("expireAt")!.Value;
        return await SpentOnce.TryAsync(tenant, document, end, cancellation);
    }

    /// <summary>Drops the sign-ins that are encrypted with another key than the tenant's current one.</summary>
    internal static async Task DropAsync(ITenantStore tenant, SecretVault vault, CancellationToken cancellation)
    {
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collection }, cancellation))
            if (document.Body.Read().Bytes("verifier") is { } bytes && !await vault.IsCurrentAsync(tenant, Purpose(document.Path.Id), bytes, cancellation))
                await tenant.CommitAsync([DocumentWrite.Delete(document.Path)], cancellation);
    }

    private static DocumentBody Body(ConnectAsk ask, string cookie, string redirect, DateTimeOffset end, byte[]? verifier) => DocumentBody.Build(w =>
    {
        w.OptionalText("by", ask.By);
        w.Text("connection", ask.Connection);
        w.Text("connector", ask.Connector);
        w.Text("cookie", RandomToken.Hash(cookie));
        w.Time("expireAt", end);
        w.Text("redirect", redirect);
        w.Map("settings", m =>
        {
            foreach (var (name, value) in ask.Given.OrderBy(g => g.Key, StringComparer.Ordinal)) m.Text(name, value);
        });
        if (verifier is not null) w.Bytes("verifier", verifier);
    });

    private static string Purpose(string id) => "sign-in " + id;
}
