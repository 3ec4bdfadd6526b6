using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Runs;

namespace Sync.Web.Site.Connect;

/// <summary>What follows once somebody has said that a connection is the right one.</summary>
internal static class FirstImports
{
    private const int MostTries = 5;

    /// <summary>
    /// The currency that the shop may take over from an account: null where it has that one already, the caller may not, or another
    /// connection's sales are counted in the shop's.
    /// </summary>
    public static async Task<string?> NewCurrencyAsync(HttpContext context, string? currency)
    {
        var (scope, cancellation) = (context.OrgScope(), context.RequestAborted);
        if (Currency.Find(currency) is not { IsListed: true } || !scope.May(Permission.ManageSettings)) return null;
        if ((await OrgDirectory.GetAsync(scope.Tenant, cancellation)).Currency == currency) return null;
        var all = await ConnectionDirectory.ListAsync(scope.Tenant, cancellation);
        return all.All(c => c.Unconfirmed) ? currency : null;
    }

    /// <summary>What was confirmed, refused where it takes over a currency that it may not; asked before anything is saved.</summary>
    public static async Task<ZoneForm> CheckedAsync(HttpContext context, ZoneForm zones) =>
        zones is { Wrong: null, Currency: { } currency } && await NewCurrencyAsync(context, currency) is null
            ? zones with { Wrong = "The shop's currency is not changed here any more: it has changed meanwhile, or another connection's sales are counted in it. Look it over under Settings. Nothing was started." }
            : zones;

    /// <summary>Gives the org the time zone and the currency that were confirmed, where the caller may.</summary>
    public static async Task SetAsync(HttpContext context, OrgDirectory orgs, ZoneForm zones)
    {
        var scope = context.OrgScope();
        if (zones is { Org: null, Currency: null } || !scope.May(Permission.ManageSettings)) return;
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var stored = await OrgDirectory.ReadAsync(scope.Tenant, CancellationToken.None);
            if (zones.In(stored.Settings) == stored.Settings || await orgs.ChangeAsync(scope.Tenant, zones.In(stored.Settings), stored.Version, scope.Caller.Actor, CancellationToken.None)) return;
        }
    }

    /// <summary>
    /// Starts the import, at once or as soon as the run that goes on has ended, and leads to the page on which it is watched. It is
    /// called the first one only where none was made.
    /// </summary>
    public static async Task StartAsync(HttpContext context, SyncServices services, RunStarter starter, string connection, string connector)
    {
        var scope = context.OrgScope();
        var stage = await ImportStages.OfAsync(scope.Tenant, services.Connectors, connection, connector, CancellationToken.None); // before the run changes it
        var started = await starter.StartWhenFreeAsync(scope.Org, new RunOptions(), scope.Caller.Actor);
        await AuditLog.AddAsync(scope.Tenant, services.Time, scope.Caller.Actor, "run.started", connection, Told(stage), CancellationToken.None);
        Notices.Leave(context, $"Connection “{connection}” is saved" + Said(stage, started));
        await SitePage.SeeOther(context, $"/orgs/{scope.Org}");
    }

    private static string Told(ImportStage stage) => stage switch
    {
        ImportStage.None => "first import",
        ImportStage.Begun => "goes on with the first import",
        _ => "after the connection was saved",
    };

    private static string Said(ImportStage stage, bool started) => (stage, started) switch
    {
        (ImportStage.None, true) => ", and its import has begun.",
        (ImportStage.None, false) => ". Another sync goes on; the import begins by itself as soon as that is done.",
        (ImportStage.Begun, true) => ", and its import goes on.",
        (ImportStage.Begun, false) => ". Another sync goes on; the import goes on by itself as soon as that is done.",
        (_, true) => ", and a sync has begun.",
        (_, false) => ". Another sync goes on; one with these settings begins by itself as soon as that is done.",
    };
}
