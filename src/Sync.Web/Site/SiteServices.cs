using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sync.ConnectorKit.OAuth;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Site.Assets;
using Sync.Web.Site.Import;
using Sync.Web.Site.Status;

namespace Sync.Web.Site;

/// <summary>What pages and sessions need of ASP.NET Core.</summary>
internal static class SiteServices
{
    public static void Add(IServiceCollection to, SyncServices services)
    {
        var secure = services.Settings.PublicUrl?.StartsWith("https:", StringComparison.Ordinal) == true ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        to.AddSingleton(services.Time);
        to.AddRazorComponents();
        to.AddRateLimiter(RateLimits.Configure);
        to.AddSingleton(ImportFolder.Of(services.Settings, services.Time));
        to.AddSingleton<ImportRunner>();
        to.AddSingleton(services);
        to.AddSingleton(_ => new SalesOfDays(services.Time, AssetFiles.AddressOf(AssetFiles.Charts) is not null));
        to.AddSingleton<KeyLimits>();
        to.AddHostedService<ImportCleaner>();
        to.AddDataProtection().SetApplicationName("sync");
        to.Configure<KeyManagementOptions>(o => o.XmlRepository = new StoredKeyRing(services.KeyRing));
        to.AddAntiforgery(o =>
        {
            (o.FormFieldName, o.HeaderName, o.Cookie.Name) = (SiteForms.Field, SiteForms.Header, "sync_form");
            o.SuppressXFrameOptionsHeader = true; // the content security policy says it
            o.Cookie.SecurePolicy = secure;
        });
        to.AddAuthentication(Sessions.Scheme).AddCookie(Sessions.Scheme, o =>
        {
            (o.Cookie.Name, o.Cookie.HttpOnly, o.Cookie.SameSite, o.Cookie.SecurePolicy) = (Sessions.Cookie, true, SameSiteMode.Lax, secure);
            (o.ExpireTimeSpan, o.SlidingExpiration, o.TimeProvider) = (Sessions.Life, true, services.Time);
        });
    }

    /// <summary>The gate before every route.</summary>
    public static Gate Gate(SyncServices services, KeyLimits limits) => new(Standing(services), limits);

    /// <summary>Who says what a caller may.</summary>
    public static Standing Standing(SyncServices services) => new(services.Store, new Callers(
        services.Store, services.Accounts, new Sessions(services.Accounts), IdTokens(services), services.Time));

    /// <summary>Who verifies ID tokens.</summary>
    public static IdTokens IdTokens(SyncServices services) =>
        new(services.Settings.GoogleClientId, services.Settings.FirebaseProject, services.Settings.IdTokenKeys);

    /// <summary>Whether the operator has registered the site at Google.</summary>
    public static bool SignsInWithGoogle(SyncServices services) => services.Settings is { GoogleClientId: not null, GoogleClientSecret: not null };

    /// <summary>The sign-in at Google; null where the operator has not registered the site there.</summary>
    public static GoogleSignIn? Google(SyncServices services, IServiceProvider provider) => SignsInWithGoogle(services)
        ? new GoogleSignIn(
            new AppCredentials(services.Settings.GoogleClientId!, services.Settings.GoogleClientSecret), services.Settings.Google, () => services.Http,
            IdTokens(services), services.Time, provider.GetRequiredService<ILogger<GoogleSignIn>>())
        : null;
}
