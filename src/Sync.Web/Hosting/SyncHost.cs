using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sync.Web.Access;
using Sync.Web.Api;
using Sync.Web.Api.Requests;
using Sync.Web.Composition;
using Sync.Web.Connect;
using Sync.Web.Cron;
using Sync.Web.Http;
using Sync.Web.Runs;
using Sync.Web.Site;
using Sync.Web.Webhooks;

namespace Sync.Web.Hosting;

/// <summary>Puts the web server around the services.</summary>
public static class SyncHost
{
    private const long LargestRequestBytes = 16 * 1024; // a route that takes more says so itself

    /// <summary>The service, not yet started. The services stay the caller's to dispose.</summary>
    /// <exception cref="FormatException">The master key is none.</exception>
    public static WebApplication Build(SyncServices services, SyncHostOptions options)
    {
        _ = services.Connections; // reads the master key: a wrong one must end the start, not the first sync
        // The program's own folder is the content root, so that an appsettings.json that lies about where it is started has no say.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = LargestRequestBytes;
        });
        AddLogging(builder.Logging, options);
        builder.Services.Configure<HostOptions>(h => h.ShutdownTimeout = options.ShutdownTimeout);
        builder.Services.AddSingleton(new LiveRuns(services.Time));
        builder.Services.AddSingleton(p => new RunStarter(
            services, p.GetRequiredService<LiveRuns>(), p.GetRequiredService<IHostApplicationLifetime>(), p.GetRequiredService<ILogger<RunStarter>>()));
        builder.Services.AddHostedService(p => new StartedRuns(p.GetRequiredService<RunStarter>(), p.GetRequiredService<ILogger<StartedRuns>>()));
        builder.Services.AddSingleton(p => new CronRunner(services, p.GetRequiredService<LiveRuns>(), p.GetRequiredService<ILogger<CronRunner>>()));
        builder.Services.AddSingleton(p => new WebhookArrivals(services, p.GetRequiredService<ILogger<WebhookArrivals>>()));
        if (options.CarriesOutWebhooks) builder.Services.AddHostedService(p => p.GetRequiredService<WebhookArrivals>());
        if (options.Schedule) builder.Services.AddHostedService(p => ScheduleOf(p, services.Time));
        SiteServices.Add(builder.Services, services);

        var app = builder.Build();
        if (options.BehindProxy) app.UseForwardedHeaders(Proxies());
        if (services.Settings.PublicUrl?.StartsWith("https:", StringComparison.Ordinal) == true) app.Use(ReachedByHttps);
        bool IsHttps() => services.PublicUrl.StartsWith("https:", StringComparison.Ordinal);
        UnexpectedErrors.Catch(app, app.Logger, IsHttps);
        app.Lifetime.ApplicationStarted.Register(() => services.ServedOn = app.Urls.Select(PublicAddress.Of).FirstOrDefault());
        SecurityHeaders.Use(app, IsHttps);
        ApiErrors.Use(app);
        ErrorPages.Use(app);
        app.UseRouting();
        app.UseRateLimiter();
        var gate = SiteServices.Gate(services, app.Services.GetRequiredService<KeyLimits>());
        app.Use(gate.PassAsync);
        app.MapSyncEndpoints(services);
        ApiRoutes.Map(app, services);
        SiteRoutes.Map(app, services);
        AccessRules.Check(app);
        return app;
    }

    // The cloud's own front end is the last to write the header, and nothing else reaches the container.
    private static ForwardedHeadersOptions Proxies()
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = 1 };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        return options;
    }

    // Who is before it has taken the TLS off. What the operator said counts, and not a header that anybody could have sent.
    private static Task ReachedByHttps(HttpContext context, RequestDelegate next)
    {
        context.Request.Scheme = Uri.UriSchemeHttps;
        return next(context);
    }

    private static SyncSchedule ScheduleOf(IServiceProvider provider, TimeProvider time)
    {
        var runner = provider.GetRequiredService<CronRunner>();
        return new SyncSchedule(runner.RunAllAfterStartAsync, runner.RunAllAsync, time, provider.GetRequiredService<ILogger<SyncSchedule>>());
    }

    private static void AddLogging(ILoggingBuilder logging, SyncHostOptions options)
    {
        logging.ClearProviders();
        // A line for each request would say nothing that the line for each org does not.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
        // It warns of keys without encryption of its own; the store's are encrypted (KeyRing).
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // Why the host cannot start (a taken port) is said once, by whoever starts it, and without a stack trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (options.JsonLogs) logging.AddJsonConsole(j => j.UseUtcTimestamp = true);
        else
        {
            logging.AddSimpleConsole(s => s.SingleLine = true);
            logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(c => c.LogToStandardErrorThreshold = LogLevel.Trace);
        }

        options.Logging?.Invoke(logging);
        logging.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory, DiscreetLoggers>());
    }
}
