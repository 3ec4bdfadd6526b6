using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Access;
using Sync.Web.Site;
using Sync.Web.Site.Assets;
using Sync.Web.Site.Status;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>The sales of thirty days, which are kept as long as nothing has changed them.</summary>
public sealed class SalesOfDaysTests : IAsyncDisposable
{
    private static readonly OrgSettings Settings = new() { Name = "A", TimeZone = "America/New_York", Currency = "USD" };
    private static readonly KnownDays All = new([new KnownSpan(DateOnly.MinValue, DateOnly.MaxValue, null)]);
    private readonly TempFolder folder = new();
    private readonly FakeTime time = new("2026-11-21T14:00:00Z");
    private readonly IDocumentStore store;
    private readonly SalesOfDays sales;

    public SalesOfDaysTests() => (store, sales) = (StoreLocation.Parse(folder.Store).Open(time), new SalesOfDays(time, charts: true));

    public async ValueTask DisposeAsync()
    {
        sales.Dispose();
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task GivenDaysOfSeveralPlacesAndCurrencies_WhenTheyAreAdded_ThenThirtyDaysHaveThoseOfTheOrgsCurrency()
    {
        var tenant = Tenant("a");
        await tenant.CommitAsync([Day("x_2026-11-21", 10.5m), Day("y_2026-11-21", 4), Day("x_2026-10-23", 1), Day("x_2026-10-22", 100), Day("z_2026-11-20", 7, "CAD")]);
        var model = await LoadAsync(tenant, "1");
        model!.Days.Select(d => d.Day).ShouldBe(Enumerable.Range(0, 30).Select(i => new DateOnly(2026, 10, 23).AddDays(i)));
        model.Days.Where(d => d.Orders > 0).ShouldBe([(new DateOnly(2026, 10, 23), 1m, 2L), (new DateOnly(2026, 11, 21), 14.5m, 4L)]);
        model.Notes.ShouldHaveSingleItem().ShouldBe("Sales in CAD are left out: amounts of different currencies are not added.");
        (await sales.LoadAsync(tenant, Settings with { Currency = "CAD" }, "1", All, default))!.Days.Sum(d => d.Net).ShouldBe(7);
        (await LoadAsync(Tenant("b"), "1")).ShouldBeNull();
    }

    [Fact]
    public async Task GivenTheSameStatus_WhenManyLook_ThenTheDaysAreReadOnce()
    {
        var tenant = Tenant("a");
        await tenant.CommitAsync([Day("2026-11-21", 10), Day("2026-11-20", 5)]);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => LoadAsync(tenant, "1"))));
        tenant.Usage.ByCollection["daily_sales"].Reads.ShouldBe(2);
    }

    [Fact]
    public async Task GivenAnotherStatus_WhenSomebodyLooks_ThenWhatTheRunHasLeftIsThere()
    {
        var tenant = Tenant("a");
        await tenant.CommitAsync([Day("2026-11-21", 10)]);
        (await NetAsync(tenant, "1")).ShouldBe(10);
        await tenant.CommitAsync([Day("2026-11-21", 20)]);
        (await NetAsync(tenant, "1")).ShouldBe(10);
        (await NetAsync(tenant, "2")).ShouldBe(20);
    }

    [Fact]
    public async Task GivenNoStatusALongTimeOrANewDay_WhenSomebodyLooks_ThenTheDaysAreReadAgain()
    {
        var tenant = Tenant("a");
        await tenant.CommitAsync([Day("2026-11-21", 10)]);
        (await NetAsync(tenant, null)).ShouldBe(10);
        (await NetAsync(tenant, "1")).ShouldBe(10);
        await tenant.CommitAsync([Day("2026-11-21", 20), Day("2026-11-22", 1)]);
        (await NetAsync(tenant, null)).ShouldBe(20);
        (await NetAsync(tenant, "1")).ShouldBe(10);
        time.Advance(TimeSpan.FromMinutes(10));
        (await NetAsync(tenant, "1")).ShouldBe(20);
        await tenant.CommitAsync([Day("2026-11-21", 30)]);
        time.SetWallClock(DateTimeOffset.Parse("2026-11-22T05:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        (await NetAsync(tenant, "1")).ShouldBe(31);
    }

    [Fact]
    public async Task GivenAStoreThatCannotBeRead_WhenItCanAgain_ThenTheErrorIsNotWhatWasKept()
    {
        var file = Path.Combine(folder.Path, "other.db");
        Directory.CreateDirectory(file);
        await using var other = StoreLocation.Parse("sqlite:" + file).Open(time);
        var tenant = other.OpenTenant(OrgId.Parse("a"));
        await Should.ThrowAsync<StoreException>(() => LoadAsync(tenant, "1"));
        Directory.Delete(file);
        await tenant.CommitAsync([Day("2026-11-21", 10)]);
        (await NetAsync(tenant, "1")).ShouldBe(10);
    }

    [Fact]
    public async Task GivenAPageThatWasSeen_WhenARunHasEnded_ThenItShowsTheDaysAsTheyAre()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        var before = await DaysAsync(viewer);
        var (day, net) = before.First(d => d.Value != "0.00" && d.Value != "0");
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("a"));
        await tenant.CommitAsync([DocumentWrite.Merge(new DocumentPath("daily_sales", day), DocumentBody.Build(w => w.Number("net", 12_345.5m)))]);
        (await DaysAsync(viewer))[day].ShouldBe(net);
        await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions());
        (await DaysAsync(viewer))[day].ShouldStartWith("12345.5");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivenABuildWithOrWithoutTheChartsLibrary_WhenThePageIsMade_ThenItHasAChart_OrSaysWhyItHasNone(bool charts)
    {
        var tenant = Tenant("a");
        await tenant.CommitAsync([Day("2026-11-21", 10.5m)]);
        using var built = new SalesOfDays(time, charts);
        var site = new SiteContext("Status", "a token", null, new OrgScope(tenant, null!, Roles.PermissionsOf(Role.Viewer), Role.Viewer), Settings);

        var page = await RenderAsync(new StatusModel(site, [], LiveNumbers.Nothing) { Sales = await built.LoadAsync(tenant, Settings, "1", All, default) });

        page.Contains("This build has no charts: Node was not there", StringComparison.Ordinal).ShouldBe(!charts);
        page.Contains("id=\"chart\"", StringComparison.Ordinal).ShouldBe(charts);
        page.Contains("/echarts.min.js", StringComparison.Ordinal).ShouldBe(charts && AssetFiles.AddressOf(AssetFiles.Charts) is not null);
        Regex.IsMatch(page, "<details class=\"in-numbers\" open[ =>]").ShouldBe(!charts, page);
        page.ShouldContain("data-net=\"10.5\"");
    }

    [Fact]
    public async Task GivenDaysOfWhichNothingIsKnown_WhenThePageIsMade_ThenTheyAreDashesAndNotZero()
    {
        var tenant = Tenant("a");
        await tenant.CommitAsync([Day("2026-11-20", 10.5m), Day("z_2026-11-21", 7, "CAD")]);
        var site = new SiteContext("Status", "a token", null, new OrgScope(tenant, null!, Roles.PermissionsOf(Role.Viewer), Role.Viewer), Settings);

        var page = WebUtility.HtmlDecode(await RenderAsync(new StatusModel(site, [], LiveNumbers.Nothing) { Sales = await sales.LoadAsync(tenant, Settings, "1", new KnownDays([]), default) }));

        Regex.Count(page, "<tr data-day=\"[^\"]+\" data-net=\"\">").ShouldBe(29);
        Regex.Count(page, "<td class=\"number\">–</td>").ShouldBe(58);
        page.ShouldNotContain("0.00");
        page.ShouldContain("the day is left empty");
        page.ShouldContain("Sales in CAD are left out");
    }

    private static async Task<string> RenderAsync(StatusModel model)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<StatusPage>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model }))).ToHtmlString());
    }

    private static async Task<Dictionary<string, string>> DaysAsync(Browserish viewer) => Regex.Matches(await viewer.TextAsync("/orgs/a"), "data-day=\"([^\"]+)\" data-net=\"([^\"]+)\"")
        .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

    private async Task<decimal> NetAsync(ITenantStore tenant, string? status) => (await LoadAsync(tenant, status))!.Days.Sum(d => d.Net ?? 0);

    private Task<SalesModel?> LoadAsync(ITenantStore tenant, string? status) => sales.LoadAsync(tenant, Settings, status, All, default);

    private ITenantStore Tenant(string org) => store.OpenTenant(OrgId.Parse(org));

    private static DocumentWrite Day(string id, decimal net, string currency = "USD") => DocumentWrite.Replace(new DocumentPath("daily_sales", id), DocumentBody.Build(w =>
    {
        w.Text("businessDate", id[^10..]);
        w.Text("currency", currency);
        w.Number("net", net);
        w.Number("orderCount", 2);
    }));
}
