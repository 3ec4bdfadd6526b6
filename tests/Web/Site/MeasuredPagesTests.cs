using System.Net.Http.Headers;
using Microsoft.AspNetCore.Routing;
using Sync.Benchmarks;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Web.Access;

namespace Sync.Web.Tests.Site;

/// <summary>What the benchmark of the site asks for is there: it takes long, and one address that is not would end it.</summary>
public sealed class MeasuredPagesTests
{
    private const string Email = "owner@shop.example";
    private static readonly OrgId Org = OrgId.Parse("shop");

    [Fact]
    public async Task GivenTheBenchmarksTenant_WhenEachPageOfTheRouteTableIsAskedFor_ThenItIsThere()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await SyncedAsync(pos);
        using var visitor = await SiteVisitor.JoinAsync(new Uri(service.Url), await InviteAsync(service, Email, Role.Owner));
        var files = await visitor.BringFilesAsync();
        var run = (await service.Parts.Store.OpenTenant(Org).QueryAsync(new() { Collection = "runs" }).FirstAsync()).Path.Id;
        var reset = await new PasswordResets(service.Parts.Store, service.Parts.Accounts, service.Parts.Time).MakeAsync(Email, Actor.Operator);
        var things = new SiteThings(run, [files.Uploaded, files.Previewed, files.Imported], await InviteAsync(service, "other@shop.example", Role.Viewer), reset);

        var pages = SitePages.Of(service.Endpoints.OfType<RouteEndpoint>(), things);

        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = visitor.Cookies, AllowAutoRedirect = false }) { BaseAddress = new Uri(service.Url) };
        (await FailingAsync(browser, pages)).ShouldBeEmpty();
        foreach (var (import, title) in ((string, string)[])[(files.Uploaded, "/columns\""), (files.Previewed, "/start\""), (files.Imported, "Imported")])
            (await browser.GetStringAsync("/orgs/shop/import/" + import)).ShouldContain(title);
    }

    [Fact]
    public async Task GivenTheBenchmarksTenant_WhenEachReadOfTheDocumentIsAskedFor_EachByAKeyOfItsOwn_ThenItIsThere()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await SyncedAsync(pos);
        using var first = await ReaderAsync(service);

        var reads = await SiteReads.AllAsync(first);

        reads.ShouldContain("/api/orgs/shop/orders?limit=100"); // the longest page that there is
        foreach (var read in reads)
        {
            using var reader = await ReaderAsync(service);
            (await FailingAsync(reader, [await SiteReads.OwnAsync(reader, read)])).ShouldBeEmpty();
        }
    }

    private static async Task<List<string>> FailingAsync(HttpClient client, IEnumerable<string> paths)
    {
        List<string> failing = [];
        foreach (var path in paths)
        {
            using var answer = await client.GetAsync(path);
            // An address that leads on is one that the benchmark follows.
            if ((int)answer.StatusCode >= 400) failing.Add($"{(int)answer.StatusCode} {path}");
        }

        return failing;
    }

    private static async Task<Service> SyncedAsync(Sync.Simulator.FakeAlleaves pos)
    {
        var service = await Service.StartAsync();
        await service.ConnectAsync("shop", pos);
        await service.Parts.Runner.RunAsync(Org, new RunOptions());
        return service;
    }

    private static Task<string> InviteAsync(Service service, string email, Role role) =>
        new InvitationDirectory(service.Parts.Store.OpenTenant(Org), service.Parts.Accounts, service.Parts.Time).InviteAsync(email, role, Actor.Operator);

    private static async Task<HttpClient> ReaderAsync(Service service)
    {
        var (key, _) = await new ApiKeyDirectory(service.Parts.Store.OpenTenant(Org), service.Parts.Time).CreateAsync("bench", SiteReads.Scopes, Roles.PermissionsOf(Role.Owner), Actor.Operator);
        var client = new HttpClient { BaseAddress = new Uri(service.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        return client;
    }
}
