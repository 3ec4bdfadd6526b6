using Microsoft.AspNetCore.Http;
using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Web.Connect;

/// <summary><c>GET /connect/{connector}/start</c>: sends an owner to their POS to sign in. Where to, the descriptor and the settings say alone.</summary>
internal sealed class ConnectStart(SyncServices services, IConnectAccess access, ConnectBrowser browser)
{
    public const string Path = "/connect/{connector}/start";

    private const string By = "by";
    private static readonly string[] Ours = ["org", "connection", By, TicketAccess.Parameter, ConnectConsent.Parameter];

    public async Task HandleAsync(HttpContext context)
    {
        if (AskOf(context.Request) is not { } ask || !await access.MayAsync(context.Request, ask, context.RequestAborted))
        {
            await ConnectPages.Forbidden(AskOf(context.Request)).WriteAsync(context);
            return;
        }

        try
        {
            await SendAwayAsync(context, ask);
        }
        catch (OrgException e)
        {
            await ConnectPages.Wrong(e.Message).WriteAsync(context);
        }
        catch (ConnectorException e)
        {
            await ConnectPages.Wrong(e.OwnerMessage).WriteAsync(context);
        }
    }

    private async Task SendAwayAsync(HttpContext context, ConnectAsk ask)
    {
        var tenant = services.Store.OpenTenant(ask.Org);
        var plan = await SignInPlan.MakeAsync(services, tenant, ask, context.RequestAborted);
        var redirect = ConnectLinks.Callback(services.PublicUrl, ask.Connector);
        var verifier = plan.Exchange.UsesPkce ? Pkce.NewVerifier() : null;
        _ = plan.OAuth.AuthoriseAt(plan.Settings); // a shop that is none is refused before anything is noted
        if (await HoldBackAsync(context, tenant, plan) is { } page)
        {
            await page.WriteAsync(context);
            return;
        }

        var (state, cookie) = await services.SignIns.BeginAsync(tenant, ask, redirect, verifier, context.RequestAborted);
        context.Response.Cookies.Append(SignInStates.CookieNameOf(state), cookie, CookieFor(redirect));
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer"; // the address holds a ticket
        context.Response.Redirect(plan.Exchange.AuthoriseAddress(plan.Scopes, redirect, state, verifier));
    }

    // A link goes wherever it is sent. So one of the site's is good for who made it, and one of the operator's tells whoever opens it whom they let in.
    private async Task<Page?> HoldBackAsync(HttpContext context, ITenantStore tenant, SignInPlan plan)
    {
        if (plan.Ask.By is not null) return await browser.WhyNotAsync(context, tenant, plan.Ask);
        var ticket = context.Request.Query[TicketAccess.Parameter].ToString();
        return ConnectConsent.IsGiven(context, ticket) ? null : ConnectConsent.Ask(context, plan, ticket, (await OrgDirectory.GetAsync(tenant, context.RequestAborted)).Name);
    }

    /// <summary>The cookie comes back with the POS's redirect (Lax), to the callback alone, and no script can read it.</summary>
    public static CookieOptions CookieFor(string redirect) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = redirect.StartsWith("https:", StringComparison.Ordinal),
        Path = new Uri(redirect).AbsolutePath,
        MaxAge = SignInStates.Life,
        IsEssential = true,
    };

    private ConnectAsk? AskOf(HttpRequest request)
    {
        var connector = (string?)request.RouteValues["connector"];
        if (services.Connectors.All.All(c => c.Descriptor.Id != connector) || !OrgId.TryParse(request.Query["org"], out var org)) return null;
        if (request.Query.Any(q => q.Value.Count != 1)) return null;
        var given = request.Query.Where(q => !Ours.Contains(q.Key)).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        var connection = request.Query["connection"].ToString();
        if (connection.Length == 0) connection = connector!;
        var by = request.Query[By].ToString();
        return ConnectionDirectory.IsId(connection) ? new ConnectAsk(org, connector!, connection, given) { By = by.Length == 0 ? null : by } : null; // it stands in a command that people copy
    }
}
