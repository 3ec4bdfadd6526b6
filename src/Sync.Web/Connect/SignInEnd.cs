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
    private readonly SignInAccount account = new(plan.Descriptor, plan.OAuth);

    /// <summary>
    /// Ends the sign-in. The connection is saved where its credentials are good, whatever single streams say; a new one of somebody
    /// on the site waits until they have confirmed what was found. One that was there before is saved also where nobody can tell
    /// now: the exchange may have ended what it had. A browser that hangs up does not change that.
    /// </summary>
    /// <exception cref="ConnectorException">The POS refuses the code, or does not answer; nothing was saved.</exception>
    /// <exception cref="OrgException">It is the wrong account; nothing was saved.</exception>
    public async Task<SignInOutcome> RunAsync(IReadOnlyDictionary<string, string> query, Actor by)
    {
        var org = await OrgDirectory.GetAsync(tenant);
        var (report, settings) = await TryAsync(await GrantedAsync(query), org);
        RefuseOtherAccount(settings, report.Accounts);
        var result = ResultOf(settings, report);
        if (result is SignInResult.Saved or SignInResult.SavedUnread)
            await SaveAsync(settings, result == SignInResult.Saved ? report.Accounts : account.Of(plan.Saved!), by);
        return new SignInOutcome(result, report);
    }

    private async Task<ConnectionSettings> GrantedAsync(IReadOnlyDictionary<string, string> query)
    {
        var given = new Dictionary<string, string>(plan.Given);
        foreach (var (setting, parameter) in plan.OAuth.FromCallback) given[setting] = Plain(query.GetValueOrDefault(parameter), parameter);
        foreach (var (setting, value) in await RedeemAsync(given, query["code"])) given[setting] = value;
        return ConnectionSettings.From(plan.Descriptor, given);
    }

    private async Task<IReadOnlyDictionary<string, string>> RedeemAsync(Dictionary<string, string> given, string code)
    {
        var settings = ConnectionSettings.BeforeSignIn(plan.Descriptor, given);
        // Before the exchange: that may end what the other connection was granted, which would then be read no more.
        await services.Connections.RefuseTwinAsync(tenant, plan.Ask.Connection, plan.Ask.Connector, account.Of(settings), CancellationToken.None);
        using var http = new PosHttp(services.Http, plan.Descriptor.BudgetOf(settings), services.Time, new RequestMeter(), new PosHttpOptions { Attended = true });
        return await (plan with { Settings = settings }).Exchange.RedeemAsync(
            http, code, pending.Redirect, pending.Verifier?.Reveal(), services.Time.GetUtcNow(), CancellationToken.None);
    }

    // It becomes a part of addresses that credentials are sent to.
    private static string Plain(string? value, string parameter) =>
        value is { Length: > 0 and <= 100 } && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? value
            : throw new OrgException($"The POS did not say which shop this is ({parameter}). Begin again.");

    private async Task<(CheckReport Report, ConnectionSettings Settings)> TryAsync(ConnectionSettings settings, OrgSettings org)
    {
        Task Keep(IReadOnlyDictionary<string, Secret> changed, CancellationToken stop)
        {
            settings = settings.With(changed);
            return Task.CompletedTask;
        }

        var report = await services.Checker.CheckAsync(plan.Ask.Connector, plan.Ask.Connection, settings, org, Keep, CancellationToken.None);
        return (report, settings);
    }

    // What nobody can read now is taken to be of the account that it was asked for, and of no other.
    private SignInResult ResultOf(ConnectionSettings settings, CheckReport report)
    {
        if (report.Verdicts is [{ Ok: true }, ..]) return SignInResult.Saved;
        var undecided = report.Verdicts is [{ Undecided: true }, ..];
        if (plan.Saved is { } saved && (undecided || plan.OAuth.EndsFormerGrants) && account.IsOf(saved, settings)) return SignInResult.SavedUnread;
        return undecided ? SignInResult.Unread : SignInResult.Refused;
    }

    private async Task SaveAsync(ConnectionSettings settings, IReadOnlyList<string> accounts, Actor by)
    {
        var (id, connector) = (plan.Ask.Connection, plan.Ask.Connector);
        var line = await new SavedConnectionLine(services.Connections, tenant, by).OfAsync(
            plan.Descriptor, new PendingConnection(connector, id, settings, accounts), signedIn: true, CancellationToken.None);
        if (plan.Ask.By is null) await services.Connections.SaveAsync(tenant, id, connector, settings, accounts, CancellationToken.None, line);
        else await services.Connections.SaveUnconfirmedAsync(tenant, id, connector, settings, accounts, CancellationToken.None, line);
    }

    private void RefuseOtherAccount(ConnectionSettings settings, IReadOnlyList<string> accounts)
    {
        if (account.Of(settings) is not [var now] || plan.Saved is not { Unconfirmed: false } saved) return;
        if (saved.Given.GetValueOrDefault(plan.OAuth.Account) is { } before && !Same(plan.OAuth.AccountOf(before), now) && !IsSameShop(saved.Accounts, accounts))
            throw new OrgException($"You signed in to another {plan.Descriptor.DisplayName} account than connection '{plan.Ask.Connection}' is of, so nothing was saved. Sign in to that one, or give this one a connection of its own (another connection id).");
    }

    // A shop may go by another name than it did: where both times told more than names, that decides.
    private bool IsSameShop(IReadOnlyList<string> before, IReadOnlyList<string> now) =>
        before.Count > 0 && now.Count > 0 && plan.Descriptor.IsOtherAccount?.Invoke(before, now) == false;

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
