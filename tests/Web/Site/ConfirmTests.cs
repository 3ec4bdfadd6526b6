using System.Net;
using System.Text.RegularExpressions;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Connect;

namespace Sync.Web.Tests.Site;

/// <summary>What an admin signed in for at a POS waits until they have confirmed it.</summary>
public sealed partial class ConfirmTests
{
    private const string Org = "corner-shop";
    private const string Confirm = $"/orgs/{Org}/connections/square/confirm";

    [Fact]
    public async Task GivenASignIn_WhenItIsNotConfirmed_ThenTheCronLeavesItAloneAndThePagesLeadOn()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ReachConfirmAsync(shop, admin);
        var requests = shop.Pos.Requests.Count;

        (await shop.Service.SyncAsync()).ShouldNotContainKey(Org);

        shop.Pos.Requests.Count.ShouldBe(requests);
        var status = await admin.TextAsync($"/orgs/{Org}");
        status.ShouldContain("Waits to be confirmed");
        status.ShouldContain($"href=\"{Confirm}\">Finish connecting");
        status.ShouldNotContain("Run now");
        (await admin.TextAsync($"/orgs/{Org}/connect")).ShouldContain("Waits to be confirmed");
        (await admin.TextAsync($"/orgs/{Org}/connect/square")).ShouldContain("name=\"connection\" value=\"square\""); // who begins again goes on with it
        (await Should.ThrowAsync<OrgException>(() => shop.Service.Parts.Runner.RunAsync(SignInShop.Org, new Engine.Runs.RunOptions { Only = "square" }))).Message.ShouldContain("waits to be confirmed");
        await Should.ThrowAsync<OrgException>(() => shop.Service.Parts.Connections.SetActiveAsync(shop.Tenant, "square", true, Actor.Operator));
    }

    [Fact]
    public async Task GivenASignInThatWaits_WhenItsTimeZonesAreCorrected_ThenSalesAreCountedByThemFromTheFirstImportOn()
    {
        await using var shop = await SignInShop.OpenAsync("square", still: true);
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ReachConfirmAsync(shop, admin);
        var page = await admin.TextAsync(Confirm);
        foreach (var location in shop.Pos.Truth.Locations)
        {
            page.ShouldContain($"value=\"{location.Id}\"");
            page.ShouldContain($"<li>{location.Name} ({location.TimeZone}): <strong>"); // by which its yesterday was told
        }

        var fields = await admin.FieldsAsync(Confirm);
        fields["orgZone"] = "Europe/Paris";
        fields["zone-0"] = "Pacific/Kiritimati";

        using var started = await admin.SubmitAsync(Confirm, Confirm, fields);

        started.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await started.BodyAsync());
        await Eventually.TrueAsync(async () => (await admin.TextAsync($"/orgs/{Org}")).Contains("Up to date"), "the import ends");
        (await OrgDirectory.GetAsync(shop.Tenant)).TimeZone.ShouldBe("Europe/Paris");
        var place = shop.Pos.Truth.Locations.Single(l => l.Id == fields["place-0"]);
        var saved = (await shop.SavedAsync())!;
        saved.Zones.ShouldBe(new Dictionary<string, string> { [place.Id] = "Pacific/Kiritimati" });
        (saved.Unconfirmed, saved.Active, saved.First).ShouldBe((false, true, true));
        saved.Locations.ShouldBe(shop.Pos.Truth.Locations.ToDictionary(l => l.Id, l => l.Name), ignoreOrder: true);
        (await admin.TextAsync($"/orgs/{Org}")).ShouldContain($"<td>{place.Name}</td>"); // the days that were compared
        var zones = new HashSet<string?>();
        foreach (var collection in (string[])["orders", "unmatched_orders"])
            await foreach (var order in shop.Tenant.QueryAsync(new DocumentQuery { Collection = collection }))
                if (order.Body.Read() is var f && f.Text("locationId") == place.Id) zones.Add(f.Text("timeZone"));
        zones.ShouldBe(["Pacific/Kiritimati"]);
        (await AuditLog.ListAsync(shop.Tenant, null, 10)).Select(a => a.Action).ShouldContain("connection.confirmed");
    }

    [Fact]
    public async Task GivenASignInThatWaits_WhenItIsConfirmedThreeTimesAtOnce_ThenOneFirstImportIsStarted()
    {
        await using var shop = await SignInShop.OpenAsync("square", still: true);
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ReachConfirmAsync(shop, admin);
        var fields = await admin.FieldsAsync(Confirm);

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => admin.Client.PostAsync(Confirm, new FormUrlEncodedContent(fields))));

        answers.Select(a => a.StatusCode).ShouldAllBe(s => s == HttpStatusCode.SeeOther);
        await Eventually.TrueAsync(async () => (await admin.TextAsync($"/orgs/{Org}")).Contains("Up to date"), "the import ends");
        (await AuditLog.ListAsync(shop.Tenant, null, 20)).Select(a => a.Action).Where(a => a is "connection.confirmed" or "run.started").Order().ShouldBe(["connection.confirmed", "run.started"]);
    }

    [Fact]
    public async Task GivenASignInThatWaits_WhenATimeZoneIsNone_ThenThePageSaysSoAndItGoesOnWaiting()
    {
        await using var shop = await SignInShop.OpenAsync("square", still: true);
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ReachConfirmAsync(shop, admin);
        var fields = await admin.FieldsAsync(Confirm);
        fields["zone-0"] = "Europe/Nowhere";
        using var wrong = await admin.SubmitAsync(Confirm, Confirm, fields);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await wrong.BodyAsync();
        page.ShouldContain("'Europe/Nowhere' is not a time zone");
        page.ShouldContain("value=\"Europe/Nowhere\"");
        (await shop.SavedAsync())!.Unconfirmed.ShouldBeTrue();
    }

    [Fact]
    public async Task GivenASignInThatWaits_WhenItIsGivenUp_ThenNothingOfItStays()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ReachConfirmAsync(shop, admin);
        using var gone = await admin.SubmitAsync(Confirm, $"/orgs/{Org}/connections/square/give-up", []);
        (await admin.FollowAsync(gone)).ShouldContain("is forgotten");
        (await shop.SavedAsync()).ShouldBeNull();
        (await AuditLog.ListAsync(shop.Tenant, null, 10)).ShouldContain(a => a.Action == "connection.removed" && a.Detail.Contains("given up"));
    }

    [Fact]
    public async Task GivenASignInThatWaits_WhenAWeekHasPassed_ThenTheScheduleForgetsIt()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ReachConfirmAsync(shop, admin);
        shop.Time.Advance(UnconfirmedConnections.Life - TimeSpan.FromHours(1));
        await shop.Service.SyncAsync();
        (await shop.SavedAsync()).ShouldNotBeNull();
        shop.Time.Advance(TimeSpan.FromHours(2));
        await shop.Service.SyncAsync();
        (await shop.SavedAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task GivenAShopOfHundredsOfLocations_WhenTheyAreConfirmed_ThenTheFormIsTaken()
    {
        await using var shop = await SignInShop.OpenAsync("square", still: true);
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ReachConfirmAsync(shop, admin);
        var first = shop.Pos.Truth.Locations[0];
        for (var i = 0; i < 400; i++) shop.Pos.Truth.Locations.Add(first with { Id = $"L{i:d24}", Name = $"Branch number {i}" });
        var looking = admin.FieldsAsync(Confirm);
        await Eventually.TrueAsync(
            () =>
            {
                shop.Time.Advance(TimeSpan.FromMilliseconds(50)); // so many locations take more requests than go at once
                return looking.IsCompleted;
            },
            "the page is there");
        var fields = await looking;
        fields.ShouldContainKey("place-400");

        using var started = await admin.Client.PostAsync(Confirm, new FormUrlEncodedContent(fields));

        started.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await started.BodyAsync());
        (await shop.SavedAsync())!.Locations.Count.ShouldBeGreaterThanOrEqualTo(401);
    }

    [Fact]
    public async Task GivenAnAccountThatSellsInAnotherCurrency_WhenItIsConfirmedAllTheSame_ThenTheStatusSaysSoAsLongAsItIsTrue()
    {
        await using var shop = await SignInShop.OpenAsync("square", still: true);
        var org = await OrgDirectory.GetAsync(shop.Tenant);
        await shop.Service.Parts.Orgs.SaveAsync(SignInShop.Org, org with { Currency = "EUR" });
        using var admin = await Browserish.SignedInAsync(shop.Service, Org, Role.Admin);
        await ReachConfirmAsync(shop, admin);
        var fields = await admin.FieldsAsync(Confirm);
        fields.Remove("newCurrency");
        using var started = await admin.SubmitAsync(Confirm, Confirm, fields);
        started.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await started.BodyAsync());

        foreach (var page in (string[])[$"/orgs/{Org}", $"/orgs/{Org}/connections/square"])
            (await admin.TextAsync(page)).ShouldContain("This account sells in USD, and its sales are counted in EUR: what is in USD is left out.");
        await shop.Service.Parts.Orgs.SaveAsync(SignInShop.Org, org with { Currency = "USD" });
        (await admin.TextAsync($"/orgs/{Org}")).ShouldNotContain("is left out");
    }

    internal static async Task ReachConfirmAsync(SignInShop shop, Browserish admin)
    {
        var form = $"/orgs/{Org}/connect/square";
        var fields = shop.Given().ToDictionary(s => "s-" + s.Key, s => s.Value);
        fields["connection"] = "square";
        using var leave = await admin.SubmitAsync(form, form + "/sign-in", fields);
        var address = Refresh().Match(await leave.Content.ReadAsStringAsync()).Groups[1].Value;
        for (var hop = 0; hop < 3; hop++)
        {
            using var answer = await admin.GetAsync(WebUtility.HtmlDecode(address));
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
            address = answer.Headers.Location!.OriginalString;
        }

        address.ShouldBe(Confirm);
    }

    [GeneratedRegex("content=\"0;url=([^\"]+)\"")]
    private static partial Regex Refresh();
}
