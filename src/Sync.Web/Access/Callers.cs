using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;
using Sync.Store;

namespace Sync.Web.Access;

/// <summary>Finds out who sent a request: by API key, by an ID token, by the session's cookie.</summary>
internal sealed class Callers(IDocumentStore store, AccountDirectory accounts, Sessions sessions, IdTokens tokens, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    public async Task<Caller?> FindAsync(HttpContext context)
    {
        // Who shows a wrong key is not let in by a cookie that happens to come along.
        if (context.Request.Headers.Authorization is not [{ Length: > 0 } header]) return await sessions.FindAsync(context);
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var shown = header[Scheme.Length..].Trim();
        if (ApiKeyDirectory.TryOrgOf(shown, out var org))
            return await new ApiKeyDirectory(store.OpenTenant(org), time).UseAsync(shown, context.RequestAborted) is { } key ? Caller.Of(key, org) : null;
        return await tokens.EmailOfAsync(shown, context.RequestAborted) is { } email && await accounts.FindByEmailAsync(email, context.RequestAborted) is { } account
            ? Caller.Of(await accounts.ProveAsync(account, context.RequestAborted), byCookie: false)
            : null;
    }
}
