using System.Reflection;
using Microsoft.Playwright;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Web.Connect;

namespace Sync.Browser.Tests;

/// <summary>What people meet on the way to a POS and back: every page that there is for it, and the way of the operator's link.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class ConnectPageTests(Chromium chromium)
{
    private static readonly ConnectAsk Ask = new(AdminSite.Org, "square", "square", new Dictionary<string, string>());

    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task GivenALinkOfTheOperators_WhenSomebodySignsInByIt_ThenEachPageOnTheWayIsWholeAndAccessible(int width)
    {
        await using var square = await ShopJourney.OpenSquareAsync(60);
        await using var site = await ShopJourney.OpenSiteAsync(square);
        await using var context = await chromium.OpenAsync(width);
        var watched = await Watched.OpenAsync(context);
        var page = watched.Page;
        var ask = Ask with { Given = new Dictionary<string, string> { ["baseUrl"] = square.Settings["baseUrl"] } };

        await watched.GoAsync(ConnectLinks.Start(site.Url, ask, await site.Parts.Tickets.IssueAsync(site.Tenant, ask)));
        await page.GetByRole(AriaRole.Heading, new() { Name = "Connect Square to Corner Shop" }).WaitForAsync();
        await watched.CheckAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Continue to Square" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Allow" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Square is connected" }).WaitForAsync();
        await watched.CheckAsync();
    }

    [SkippableTheory]
    [InlineData(1280, true)]
    [InlineData(360, true)]
    [InlineData(360, false)]
    public async Task GivenEveryPageThatThereIsOnTheWay_WhenABrowserShowsIt_ThenItIsWholeAndAccessible(int width, bool scripts)
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync(width, scripts);
        var watched = await Watched.OpenAsync(context);
        var shapes = Shapes().ToList();
        shapes.Count.ShouldBeGreaterThan(10);
        foreach (var (name, page) in shapes)
        {
            var answer = await site.RenderAsync(page);
            await context.RouteAsync("**/shape/" + name, r => r.FulfillAsync(answer));
            watched.Expected.Clear();
            await watched.GoAsync($"{site.Url}/shape/{name}", page.Status);
            (await watched.Page.Locator("h1").AllInnerTextsAsync()).ShouldBe([page.Title]);
            await watched.CheckAsync(scripts);
        }
    }

    // All that the service has, by itself: a page that is added is looked at too.
    private static IEnumerable<(string Name, Page Page)> Shapes()
    {
        var all = typeof(Page).Assembly.GetType("Sync.Web.Connect.ConnectPages", throwOnError: true)!.GetMethods(BindingFlags.Static | BindingFlags.Public).Where(m => m.ReturnType == typeof(Page));
        return from method in all
               from way in Enumerable.Range(0, method.GetParameters().Select(p => WaysOf(p.ParameterType)).Append(1).Max())
               select ($"{method.Name}-{way}", (Page)method.Invoke(null, [.. method.GetParameters().Select(p => Sample(p, way))])!);
    }

    // How many things a page says of one: yes or no, or each end of a sign-in.
    private static int WaysOf(Type type) => type == typeof(bool) ? 2 : type.IsEnum ? Enum.GetValues(type).Length
        : ResultOf(type) is { } result ? WaysOf(result) : 1;

    private static Type? ResultOf(Type type) => type.Name == "SignInOutcome" ? type.GetProperty("Result")!.PropertyType : null;

    private static object Sample(ParameterInfo parameter, int way) => parameter.ParameterType switch
    {
        var t when t == typeof(string) => "Corner Shop",
        var t when t == typeof(bool) => way == 0,
        var t when ResultOf(t) is { } result => Activator.CreateInstance(t, Enum.GetValues(result).GetValue(way), Report(way))!,
        var t when t == typeof(ConnectAsk) => Ask with { By = "an account" },
        var t when t == typeof(Connection) => new Connection("square", "square", new Dictionary<string, string>(), First: false, Active: false) { Unconfirmed = way == 1 },
        var t when t == typeof(Page) => new Page(200, "A page", ["It says something."]),
        var t when t == typeof(CheckReport) => Report(way),
        var t when t == typeof(ConnectorException) => new RetryLaterException("The POS does not answer.", "503"),
        var t => throw new NotSupportedException($"Say what a {t} looks like, for {parameter.Member.Name}."),
    };

    private static CheckReport Report(int way) => new([new CheckVerdict("credentials", true, "The sign-in works."), new CheckVerdict("location", way == 0, "It may not be read.")]);
}
