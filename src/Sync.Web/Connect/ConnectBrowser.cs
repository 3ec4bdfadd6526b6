using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Store;
using Sync.Web.Access;

namespace Sync.Web.Connect;

/// <summary>
/// Whether a browser is that of whoever began a sign-in on the site. The session's cookie comes along from the POS too (Lax), and
/// without it somebody could have another shop's owner sign in for them, by sending them the link.
/// </summary>
internal sealed class ConnectBrowser(AccountDirectory accounts)
{
    /// <summary>What to tell somebody in whose browser another one's sign-in does not go on; null where it may.</summary>
    /// <param name="context">The request.</param>
    /// <param name="tenant">The org that is to read the POS.</param>
    /// <param name="ask">What is to be connected.</param>
    public async Task<Page?> WhyNotAsync(HttpContext context, ITenantStore tenant, ConnectAsk ask)
    {
        if (ask.By is not { } by) return null;
        if ((await new Sessions(accounts).FindAsync(context))?.Account?.Id == by) return null;
        if (await accounts.FindAsync(by, context.RequestAborted) is not { } account) return ConnectPages.NotYours;
        return ConnectPages.NotSignedIn(ask, account.Email, (await OrgDirectory.GetAsync(tenant, context.RequestAborted)).Name);
    }
}
