using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Sync.Web.Composition;
using Sync.Web.Hosting;

namespace Sync.Cli.Commands;

/// <summary><c>serve</c>: the cron route, health, and a schedule of its own.</summary>
internal static class ServeCommand
{
    private const string DefaultUrls = "http://127.0.0.1:5080";

    public static Command Create()
    {
        var urls = new Option<string>("--urls")
        {
            DefaultValueFactory = _ => DefaultUrls,
            Description = "Where to listen; several with ';' between them, port 0 for a free one.",
        };
        var command = new Command("serve", "Serves the admin site, the REST API, webhooks, the cron route and health checks, and syncs every 30 minutes.") { urls };
        command.SetAction((parsed, cancellation) => Guard.WithServicesAsync(
            services => ServeAsync(services, Checked(parsed.GetValue(urls)!), cancellation), cancellation));
        return command;
    }

    private static async Task<int> ServeAsync(SyncServices services, string urls, CancellationToken cancellation)
    {
        await using var app = SyncHost.Build(services, new SyncHostOptions { Urls = urls, Schedule = true, CarriesOutWebhooks = true, BehindProxy = services.Settings.BehindProxy, ShutdownTimeout = StopLimit.Syncs });
        await app.StartAsync(cancellation);
        foreach (var url in app.Urls) Console.WriteLine($"Listening on {url}");
        Console.WriteLine(services.Settings.CronSecret is null
            ? "Syncs every 30 minutes. The cron route is off: set CRON_SECRET to have it."
            : "Syncs every 30 minutes, and when POST /api/cron/pos-sync asks for it.");
        await app.WaitForShutdownAsync(cancellation);
        return ExitCode.Done;
    }

    private static string Checked(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (!Uri.TryCreate(url.Replace("//*", "//any").Replace("//+", "//any"), UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.AbsolutePath != "/")
                throw new FormatException($"'{url}' is no address to listen on: give http://HOST:PORT. For HTTPS put a proxy before it.");
        return urls;
    }
}
