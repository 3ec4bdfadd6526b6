using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;

namespace Sync.Web.Connect;

/// <summary>What follows when the POS has sent an owner back: the exchange of the code, the first check, the saving.</summary>
internal sealed class SignInEnd(SyncServices services, ITenantStore tenant, SignInPlan plan, PendingSignIn pending)
{
    /// <summary>
    /// Ends the sign-in. The connection is saved where its credentials are good, whatever single streams say; a new one of somebody
    /// on the site waits until they have confirmed what was found.
    /// </summary>
    /// <exception cref="ConnectorException">The POS refuses the code, or does not answer; nothing was saved.</exception>
    /// <exception cref="OrgException">It is the wrong account; nothing was saved.</exception>
    public async Task<(CheckReport Report, bool Saved)> RunAsync(IReadOnlyDictionary<string, string> query, Actor by, CancellationToken cancellation)
    {
        var given = new Dictionary<string, string>(plan.Given);
        foreach (var (setting, parameter) in plan.OAuth.FromCallback) given[setting] = Plain(query.GetValueOrDefault(parameter), parameter);
        foreach (var (setting, value) in await RedeemAsync(given, query["code"], cancellation)) given[setting] = value;
        var settings = ConnectionSettings.From(plan.Descriptor, given);

        Task Keep(IReadOnlyDictionary<string, Secret> changed, CancellationToken stop)
        {
            settings = settings.With(changed);
            return Task.CompletedTask;
        }

        var org = await OrgDirectory.GetAsync(tenant, cancellation);
        var report = await services.Checker.CheckAsync(plan.Ask.Connector, plan.Ask.Connection, settings, org, Keep, cancellation);
        RefuseOtherAccount(settings, report.Accounts);
        if (report.Verdicts is not [{ Ok: true }, ..]) return (report, false);
        // From here on what the POS gave is ours to keep: a browser that hangs up does not change that.
        var line = await new SavedConnectionLine(services.Connections, tenant, by).OfAsync(
            plan.Descriptor, new PendingConnection(plan.Ask.Connector, plan.Ask.Connection, settings, report.Accounts), signedIn: true, CancellationToken.None);
        if (plan.Ask.By is null) await services.Connections.SaveAsync(tenant, plan.Ask.Connection, plan.Ask.Connector, settings, report.Accounts, CancellationToken.None, line);
        else await services.Connections.SaveUnconfirmedAsync(tenant, plan.Ask.Connection, plan.Ask.Connector, settings, report.Accounts, CancellationToken.None, line);
        return (report, true);
    }

    private async Task<IReadOnlyDictionary<string, string>> RedeemAsync(Dictionary<string, string> given, string code, CancellationToken cancellation)
    {
        var settings = ConnectionSettings.BeforeSignIn(plan.Descriptor, given);
        using var http = new PosHttp(services.Http, plan.Descriptor.BudgetOf(settings), services.Time, new RequestMeter(), new PosHttpOptions { Attended = true });
        return await (plan with { Settings = settings }).Exchange.RedeemAsync(http, code, pending.Redirect, pending.Verifier?.Reveal(), services.Time.GetUtcNow(), cancellation);
    }

    // It becomes a part of addresses that credentials are sent to.
    private static string Plain(string? value, string parameter) =>
        value is { Length: > 0 and <= 100 } && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? value
            : throw new OrgException($"The POS did not say which shop this is ({parameter}). Begin again.");

    private void RefuseOtherAccount(ConnectionSettings settings, IReadOnlyList<string> accounts)
    {
        var name = plan.OAuth.Account;
        if (settings.Text(name) is not { } account || plan.Saved is not { Unconfirmed: false } saved) return;
        if (saved.Given.GetValueOrDefault(name) is { } before && !Same(before, account) && !IsSameShop(saved.Accounts, accounts))
            throw new OrgException($"You signed in to another {plan.Descriptor.DisplayName} account than connection '{plan.Ask.Connection}' is of, so nothing was saved. Sign in to that one, or give this one a connection of its own (another connection id).");
    }

    // A shop may go by another name than it did: where both times told more than names, that decides.
    private bool IsSameShop(IReadOnlyList<string> before, IReadOnlyList<string> now) =>
        before.Count > 0 && now.Count > 0 && plan.Descriptor.IsOtherAccount?.Invoke(before, now) == false;

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
