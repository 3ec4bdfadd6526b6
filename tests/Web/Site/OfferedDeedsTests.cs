using System.Text.RegularExpressions;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Simulator;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site;

/// <summary>What the status page's link to a connection promises is there for whoever follows it, and nothing else is promised.</summary>
public sealed partial class OfferedDeedsTests
{
    private const string Page = "/orgs/a/connections/alleaves";

    // Each word that the link may use, and what shows on the connection's page where it is true.
    private static readonly Dictionary<string, string> Promises = new()
    {
        ["run"] = "action=\"" + Page + "/run\"",
        ["re-import"] = "action=\"" + Page + "/re-import\"",
        ["pause"] = "action=\"" + Page + "/pause\"",
        ["resume"] = "action=\"" + Page + "/resume\"",
        ["change"] = "Change or reconnect",
        ["remove"] = "href=\"" + Page + "/remove\"",
    };

    [Theory]
    [InlineData(Role.Viewer, true, null)]
    [InlineData(Role.Viewer, false, null)]
    [InlineData(Role.Manager, true, "Run or re-import")]
    [InlineData(Role.Manager, false, null)]
    [InlineData(Role.Admin, true, "Pause, re-import, change or remove")]
    [InlineData(Role.Admin, false, "Resume, change or remove")]
    public async Task GivenARole_WhenItSeesAConnectionOnTheStatusPage_ThenTheLinkPromisesWhatItMayDoThere(Role role, bool active, string? promised)
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var browser = await Browserish.SignedInAsync(service, "a", role);
        if (!active) await service.Parts.Connections.SetActiveAsync(service.Parts.Store.OpenTenant(OrgId.Parse("a")), "alleaves", false, Actor.Operator);

        var link = Link().Match(await browser.TextAsync("/orgs/a"));

        (link.Success ? link.Groups[1].Value : null).ShouldBe(promised);
        var page = await browser.TextAsync(Page);
        page.Contains("What you can do", StringComparison.Ordinal).ShouldBe(promised is not null);
        foreach (var word in Words().Matches(promised ?? "").Select(m => m.Value.ToLowerInvariant()).Where(w => w != "or")) page.ShouldContain(Promises[word]);
    }

    [Theory]
    [InlineData("", "2026-11-01", "Give the first day as a date. Nothing was started.")]
    [InlineData("01.11.2026", "2026-11-01", "Give the first day as a date. Nothing was started.")]
    [InlineData("2026-11-01", "soon", "Give the last day as a date. Nothing was started.")]
    [InlineData("", "", "Give the first and the last day as dates. Nothing was started.")]
    [InlineData("2026-11-02", "2026-11-01", "The first day is after the last. Nothing was started.")]
    [InlineData("2026-11-01", "2999-01-01", "The last day is in the future. Nothing was started.")]
    [InlineData("2999-01-01", "2999-01-02", "The last day is in the future. Nothing was started.")]
    [InlineData("1969-12-31", "2026-11-01", "The first day that can be read is 1 Jan 1970. Nothing was started.")]
    public async Task GivenDaysThatAreNone_WhenTheyAreToBeReadAgain_ThenWhatIsSaidIsTrueOfThem(string from, string to, string said)
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);

        using var refused = await manager.SubmitAsync(Page, Page + "/re-import", new() { ["from"] = from, ["to"] = to });

        (await manager.FollowAsync(refused)).ShouldContain($"role=\"status\">{said}<");
    }

    [Theory]
    [InlineData("bad", "2026-11-01", "from")]
    [InlineData("bad", "1960-01-01", "from")]
    [InlineData("2026-11-01", "bad", "to")]
    [InlineData("1969-12-31", "2026-11-01", "from")]
    [InlineData("bad", "worse", "from to")]
    public async Task GivenADayThatIsNone_WhenAProgramAsksForItToBeReadAgain_ThenItsFieldAloneIsWrong_AndOnce(string from, string to, string fields)
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var user = await Api.ApiUser.WithKeyAsync(service, "a", "runs:write");

        var refused = (await user.PostAsync("/api" + Page + "/re-import", $$"""{"from":"{{from}}","to":"{{to}}"}""")).ShouldBe(400);

        var errors = refused.Json.GetProperty("errors").EnumerateObject().ToList();
        errors.Select(e => e.Name).ShouldBe(fields.Split(' '));
        errors.ShouldAllBe(e => e.Value.GetArrayLength() == 1, refused.Body);
    }

    [GeneratedRegex("<p><a href=\"/orgs/a/connections/alleaves\">([^<]+)</a></p>")]
    private static partial Regex Link();

    [GeneratedRegex("[A-Za-z-]+")]
    private static partial Regex Words();
}
