using Microsoft.AspNetCore.Http;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Engine.Runs;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Runs;

namespace Sync.Web.Site.Connect;

/// <summary>What follows once somebody has said that a connection is the right one.</summary>
internal static class FirstImports
{
    private const int MostTries = 5;

    /// <summary>Gives the org the time zone that was confirmed, where the caller may.</summary>
    public static async Task SetZoneAsync(HttpContext context, OrgDirectory orgs, ZoneForm zones)
    {
        var scope = context.OrgScope();
        if (zones.Org is null || !scope.May(Permission.ManageSettings)) return;
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            var stored = await OrgDirectory.ReadAsync(scope.Tenant, CancellationToken.None);
            if (stored.Settings.TimeZone == zones.Org || await orgs.ChangeAsync(scope.Tenant, zones.In(stored.Settings), stored.Version, scope.Caller.Actor, CancellationToken.None)) return;
        }
    }

    /// <summary>Starts the import, at once or as soon as the run that goes on has ended, and leads to the page on which it is watched.</summary>
    public static async Task StartAsync(HttpContext context, SyncServices services, RunStarter starter, string connection)
    {
        var scope = context.OrgScope();
        var started = starter.StartWhenFree(scope.Org, new RunOptions(), scope.Caller.Actor);
        await AuditLog.AddAsync(scope.Tenant, services.Time, scope.Caller.Actor, "run.started", connection, "first import", CancellationToken.None);
        Notices.Leave(context, started
            ? $"Connection “{connection}” is saved, and its import has begun."
            : $"Connection “{connection}” is saved. Another sync goes on; the import begins by itself as soon as that is done.");
        await SitePage.SeeOther(context, $"/orgs/{scope.Org}");
    }
}
