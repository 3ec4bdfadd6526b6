using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Web.Connect;

/// <summary><c>GET /connect/{connector}/callback</c>: where a POS sends an owner back to. What is not believed changes nothing.</summary>
internal sealed partial class ConnectCallback(SyncServices services, ConnectBrowser browser, ILogger log)
{
    public const string Path = "/connect/{connector}/callback";

    public async Task HandleAsync(HttpContext context)
    {
        if (await AnswerAsync(context) is { } page) await page.WriteAsync(context);
    }

    // Null where the browser was sent on to the site.
    private async Task<Page?> AnswerAsync(HttpContext context)
    {
        var (connector, query) = ((string)context.Request.RouteValues["connector"]!, SingleValues(context.Request.Query));
        if (query is null || query.GetValueOrDefault("state") is not { } state || !SignInStates.TryOrgOf(state, out var org)) return ConnectPages.BadState;
        var tenant = services.Store.OpenTenant(org);
        var cookie = context.Request.Cookies[SignInStates.CookieNameOf(state)];
        if (await services.SignIns.FindAsync(tenant, state, connector, cookie, context.RequestAborted) is not { } pending)
        {
            Unknown(log, connector, "its state is unknown, used, expired or of another browser");
            return ConnectPages.BadState;
        }

        try
        {
            if (await browser.WhyNotAsync(context, tenant, pending.Ask) is { } notTheirs) return notTheirs;
            return await ContinueAsync(context, tenant, pending, state, query) is { } page ? ConnectPages.ForSite(page, pending.Ask) : null;
        }
        catch (OrgException e)
        {
            return ConnectPages.ForSite(ConnectPages.Wrong(e.Message), pending.Ask);
        }
        catch (ConnectorException e)
        {
            Failed(log, org.Value, connector, e.Message);
            return ConnectPages.ForSite(ConnectPages.Failed(e), pending.Ask);
        }
    }

    private async Task<Page?> ContinueAsync(
        HttpContext context, ITenantStore tenant, PendingSignIn pending, string state, IReadOnlyDictionary<string, string> query)
    {
        if (await ActorOfAsync(tenant, pending.Ask, context.RequestAborted) is not { } actor) return ConnectPages.NotYours;
        var plan = await SignInPlan.MakeAsync(services, tenant, pending.Ask, context.RequestAborted);
        var pos = plan.Descriptor.DisplayName;
        var code = query.GetValueOrDefault("code") is { Length: > 0 };
        // Who refuses is sent back unsigned: that can end this sign-in, which only the browser that began it can name, and no more.
        if (code && plan.OAuth.CheckCallback?.Invoke(new OAuthCallback(query, plan.Settings, plan.App, services.Time.GetUtcNow())) is { } reason)
        {
            Refused(log, plan.Ask.Org.Value, plan.Ask.Connector, reason);
            return ConnectPages.NotBelieved(pos);
        }

        if (!await services.SignIns.SpendAsync(tenant, pending, context.RequestAborted)) return ConnectPages.BadState with { Way = null }; // theirs, and used: the way is back to their form
        context.Response.Cookies.Delete(SignInStates.CookieNameOf(state), ConnectStart.CookieFor(pending.Redirect));
        if (!code || query.ContainsKey("error")) return ConnectPages.Denied(pos, query.GetValueOrDefault("error"));
        var outcome = await new SignInEnd(services, tenant, plan, pending).RunAsync(query, actor);
        if (outcome.Result != SignInResult.Saved || plan.Ask.By is null) return ConnectPages.Done(pos, plan.Ask, outcome, plan.Saved);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer"; // the address holds a code
        context.Response.Redirect(ConnectLinks.Confirm(plan.Ask.Org, plan.Ask.Connection));
        return null;
    }

    // Who has lost their role since they began connects nothing; who holds a link of the operator's acts for the operator.
    private async Task<Actor?> ActorOfAsync(ITenantStore tenant, ConnectAsk ask, CancellationToken cancellation)
    {
        if (ask.By is not { } id) return Actor.Operator;
        return await MemberDirectory.FindAsync(tenant, id, cancellation) is { } member && Roles.PermissionsOf(member.Role).HasFlag(Permission.ManageConnections)
            ? new Actor("member", member.Account, member.Email)
            : null;
    }

    // A parameter that comes twice could be read one way by a check and another way after it.
    private static Dictionary<string, string>? SingleValues(IQueryCollection query) =>
        query.All(q => q.Value.Count == 1) ? query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal) : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in at {Connector} was refused: {Reason}")]
    private static partial void Unknown(ILogger log, string connector, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Org {Org}: a sign-in at {Connector} was refused: {Reason}")]
    private static partial void Refused(ILogger log, string org, string connector, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Org {Org} could not be connected to {Connector}: {Detail}")]
    private static partial void Failed(ILogger log, string org, string connector, string detail);
}
