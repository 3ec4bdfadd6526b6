using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Sync.Simulator;

/// <summary>
/// An Alleaves that behaves, on a free port of this machine: the requirements' reference at <see cref="BaseUrl"/>, and the
/// service as public code saw it at <see cref="LiveBaseUrl"/>.
/// </summary>
public sealed class FakeAlleaves : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly FakeAlleavesHandler handler;

    private FakeAlleaves(WebApplication app, FakeAlleavesHandler handler, ShopTruth shop, FakeAlleavesOptions options) =>
        (this.app, this.handler, Shop, Options) = (app, handler, shop, options);

    /// <summary>What is in the shop; change it as you like.</summary>
    public ShopTruth Shop { get; }

    /// <summary>Who may log in.</summary>
    public FakeAlleavesOptions Options { get; }

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults => handler.Faults;

    /// <summary>What was asked, in order of the answers.</summary>
    public ConcurrentQueue<SeenRequest> Requests => handler.Requests;

    /// <summary>The most requests that were under way at once.</summary>
    public int MostInFlight => handler.MostInFlight;

    /// <summary>For <c>profile=reference</c>.</summary>
    public string BaseUrl => app.Urls.First();

    /// <summary>For <c>profile=live</c>.</summary>
    public string LiveBaseUrl => BaseUrl + FakeAlleavesHandler.LivePrefix;

    /// <summary>Opens a shop.</summary>
    public static async Task<FakeAlleaves> StartAsync(ShopTruth shop, FakeAlleavesOptions? options = null)
    {
        options ??= new FakeAlleavesOptions();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://{Kit.FakeServer.Host}:0");
        builder.WebHost.ConfigureKestrel(k => k.AddServerHeader = false);
        var app = builder.Build();
        var handler = new FakeAlleavesHandler(shop, options);
        app.Run(handler.HandleAsync);
        await app.StartAsync();
        return new FakeAlleaves(app, handler, shop, options);
    }

    /// <summary>The settings of a connection to this shop, as an owner would fill them in.</summary>
    public Dictionary<string, string> Settings(string profile = "reference")
    {
        var settings = new Dictionary<string, string>
        {
            ["username"] = Options.Username,
            ["password"] = Options.Password,
            ["baseUrl"] = profile == "live" ? LiveBaseUrl : BaseUrl,
            ["profile"] = profile,
            ["locationId"] = Options.LocationId,
        };
        if (Options.Pin.Length > 0) settings["pin"] = Options.Pin;
        return settings;
    }

    /// <summary>Makes every token stale, as a restart of the POS does.</summary>
    public void RevokeTokens() => handler.Tokens.RevokeAll();

    /// <summary>How many requests asked for paths that end so.</summary>
    public int Count(string path) => Requests.Count(r => r.Path.EndsWith(path, StringComparison.Ordinal));

    /// <summary>What the simulator itself would say of an instant: whole milliseconds, in UTC.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
