using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Site.Assets;
using Sync.Web.Site.Import;
using Sync.Web.Site.Settings;
using Sync.Web.Site.SignIn;

namespace Sync.Web.Site;

/// <summary>The admin site's pages.</summary>
internal static class SiteRoutes
{
    public static void Map(IEndpointRouteBuilder routes, SyncServices services)
    {
        var passwords = new PasswordSignIn(services.Accounts, services.Time);
        AssetFiles.Map(routes);
        SignInRoutes.Map(routes, new SignInRoutes(services.Store, services.Accounts, passwords));
        InvitationRoutes.Map(routes, new InvitationRoutes(services.Store, services.Accounts, passwords, services.Time));
        var provider = routes.ServiceProvider;
        ImportRoutes.Map(routes, new ImportRoutes(services, provider.GetRequiredService<ImportFolder>(), provider.GetRequiredService<ImportRunner>(), new ColumnsStep()));
        SettingsRoutes.Map(routes, new SettingsRoutes(services.Orgs));
        MemberRoutes.Map(routes, new MemberRoutes(services));
        KeyRoutes.Map(routes, new KeyRoutes(services.Time));
        AuditRoutes.Map(routes);
    }
}
