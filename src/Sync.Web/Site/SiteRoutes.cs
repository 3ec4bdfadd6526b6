using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sync.Engine.Accounts;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Runs;
using Sync.Web.Site.Assets;
using Sync.Web.Site.Connect;
using Sync.Web.Site.History;
using Sync.Web.Site.Import;
using Sync.Web.Site.Settings;
using Sync.Web.Site.SignIn;
using Sync.Web.Site.Status;

namespace Sync.Web.Site;

/// <summary>The admin site's pages.</summary>
internal static class SiteRoutes
{
    public static void Map(IEndpointRouteBuilder routes, SyncServices services)
    {
        var passwords = new PasswordSignIn(services.Accounts);
        AssetFiles.Map(routes);
        SignInRoutes.Map(routes, new SignInRoutes(services.Store, services.Accounts, passwords, SiteServices.SignsInWithGoogle(services)));
        TokenSignInRoutes.Map(routes, new TokenSignInRoutes(services, SiteServices.IdTokens(services), SiteServices.Google(services, routes.ServiceProvider)));
        InvitationRoutes.Map(routes, new InvitationRoutes(services.Store, services.Accounts, passwords, services.Time, SiteServices.SignsInWithGoogle(services)));
        ResetRoutes.Map(routes, new ResetRoutes(new PasswordResets(services.Store, services.Accounts, services.Time)));
        MapConnect(routes, services);
        MapStatus(routes, services);
        HistoryRoutes.Map(routes, new HistoryRoutes(services));
        MapImport(routes, services);
        MapSettings(routes, services);
    }

    private static void MapConnect(IEndpointRouteBuilder routes, SyncServices services)
    {
        var (forms, previews) = (new ConnectForms(services), new Previews(services));
        var (checks, starter) = (new ConnectChecks(services, forms, previews), routes.ServiceProvider.GetRequiredService<RunStarter>());
        ConnectRoutes.Map(routes, new ConnectRoutes(services, forms, checks));
        ConnectSaves.Map(routes, new ConnectSaves(services, forms, checks, starter));
        ConfirmRoutes.Map(routes, new ConfirmRoutes(services, previews, starter));
    }

    private static void MapStatus(IEndpointRouteBuilder routes, SyncServices services)
    {
        var (live, starter) = (routes.ServiceProvider.GetRequiredService<LiveRuns>(), routes.ServiceProvider.GetRequiredService<RunStarter>());
        var loader = new StatusLoader(services, live, new ElsewhereLooks(services.Time), routes.ServiceProvider.GetRequiredService<SalesOfDays>());
        StatusRoutes.Map(routes, new StatusRoutes(loader));
        RunRoutes.Map(routes, new RunRoutes(services, starter, live));
        ConnectionActions.Map(routes, new ConnectionActions(services, starter));
        RemovalRoutes.Map(routes, new RemovalRoutes(services, starter, loader));
        HeldRoutes.Map(routes, new HeldRoutes(services));
        StatusEvents.Map(routes, new StatusEvents(live, loader, SiteServices.Standing(services), routes.ServiceProvider.GetRequiredService<IHostApplicationLifetime>(), services.Time));
    }
    private static void MapImport(IEndpointRouteBuilder routes, SyncServices services)
    {
        var (folder, runner) = (routes.ServiceProvider.GetRequiredService<ImportFolder>(), routes.ServiceProvider.GetRequiredService<ImportRunner>());
        ImportRoutes.Map(routes, new ImportRoutes(services, folder, runner, new ColumnsStep()));
    }

    private static void MapSettings(IEndpointRouteBuilder routes, SyncServices services)
    {
        SettingsRoutes.Map(routes, new SettingsRoutes(services.Orgs));
        MemberRoutes.Map(routes, new MemberRoutes(services));
        KeyRoutes.Map(routes, new KeyRoutes(services.Time));
        PrivacyRoutes.Map(routes, new PrivacyRoutes(services));
        AuditRoutes.Map(routes);
    }
}
