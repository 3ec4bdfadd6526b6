using System.Net;
using Sync.ConnectorKit.Http;
using Sync.Engine.Accounts;
using Sync.Simulator.Kit;
using Sync.Simulator.Kms;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Hosting;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Secrecy;

namespace Sync.Web.Tests.Keys;

/// <summary>A service that starts while what protects its cookies and forms cannot be read: neither a mistake of its own, nor said to be one.</summary>
public sealed class AwayRingTests
{
    [Fact]
    public async Task GivenAStoreThatIsAwayWhenTheServiceStarts_WhenSomebodyComes_ThenThePageSaysSo_AndOnceItIsBackAllIsWell()
    {
        using var folder = new TempFolder();
        using var log = new LogCapture();
        await using (var before = await Service.OverAsync(folder.Store))
        {
            using var admin = await Browserish.SignedInAsync(before, "shop", Role.Admin);
        }

        var settings = Settings(folder);
        var store = new BrokenStore(settings.Store.Open(TimeProvider.System)) { Broken = true };
        await using var parts = SyncServices.Over(store, settings, TimeProvider.System);
        var page = await OpenAsync(parts, log, HttpStatusCode.ServiceUnavailable, async browser =>
        {
            store.Broken = false;
            (await browser.GetAsync("/sign-in")).StatusCode.ShouldBe(HttpStatusCode.OK);
        });

        page.ShouldContain("<h1>Sync cannot reach its data just now</h1>");
        page.ShouldNotContain(BrokenStore.Reason);
        log.Lines.ShouldContain(l => l.Contains("GET /sign-in failed", StringComparison.Ordinal) && l.Contains(BrokenStore.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "Sync is not let to its data or its keys", "is disabled or destroyed")]
    [InlineData(false, "Sync cannot reach its data just now", "Cloud KMS cannot be used just now")]
    public async Task GivenAKeyInKmsThatCannotBeUsedWhenTheServiceStarts_WhenSomebodyComes_ThenThePageSaysSo_AndTheLogWhatToDo(bool disabled, string words, string logged)
    {
        await using var kms = await FakeKms.StartAsync();
        var name = kms.AddKey("main");
        using var folder = new TempFolder();
        using var log = new LogCapture();
        var settings = Settings(folder) with { MasterKey = "kms:" + name, Kms = KmsTests.Options(kms) with { Retries = 0 } };
        await using (var parts = await SyncServices.OpenAsync(settings, TimeProvider.System)) await OpenAsync(parts, new LogCapture(), HttpStatusCode.OK);
        if (disabled) kms.Key(name).Disable();
        else await kms.DisposeAsync();

        await using var later = await SyncServices.OpenAsync(settings, TimeProvider.System);
        var page = await OpenAsync(later, log, HttpStatusCode.ServiceUnavailable);

        page.ShouldContain($"<h1>{words}</h1>");
        page.ShouldNotContain(name);
        log.Lines.ShouldContain(l => l.Contains("GET /sign-in failed", StringComparison.Ordinal) && l.Contains(logged, StringComparison.Ordinal));
    }

    private static SyncSettings Settings(TempFolder folder) => new() { Store = StoreLocation.Parse(folder.Store), AllowedHosts = AllowedHosts.Parse(FakeServer.Host) };

    // What stands on the first page that somebody opens.
    private static async Task<string> OpenAsync(SyncServices parts, LogCapture log, HttpStatusCode status, Func<Browserish, Task>? then = null)
    {
        await using var app = SyncHost.Build(parts, new SyncHostOptions { Urls = "http://127.0.0.1:0", Logging = log.AddTo });
        await app.StartAsync();
        using var browser = new Browserish(app.Urls.First());
        using var page = await browser.GetAsync("/sign-in");
        page.StatusCode.ShouldBe(status);
        if (then is not null) await then(browser);
        return WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
    }
}
