using System.Net;
using System.Text;
using System.Text.Json;
using Sync.Engine.Runs;
using Sync.Simulator;
using Sync.Simulator.Lightspeed;
using Sync.Store;
using Sync.Web.Reports;

namespace Sync.Web.Tests.Connect;

/// <summary>A grant that was taken away asks the owner to connect again, and is forgotten when they have.</summary>
public sealed class ReconnectTests
{
    [Theory]
    [InlineData("square")]
    [InlineData("shopify")]
    [InlineData("lightspeed")]
    [InlineData("clover")]
    public async Task GivenARevokedGrant_WhenSynced_ThenALinkIsShownEverywhereUntilTheOwnerHasConnectedAgain(string connector)
    {
        await using var shop = await SignInShop.OpenAsync(connector);
        await shop.SignInAsync();
        (await shop.RunAsync()).Result.ShouldBe(RunResult.Done);
        shop.Pos.RevokeGrant();

        var refused = await shop.RunAsync();

        var run = refused.Runs.ShouldHaveSingleItem();
        run.Result.ShouldBe(RunResult.Failed);
        var since = run.Reconnect.ShouldNotBeNull().Since;
        run.Reconnect.Why.ShouldNotBeEmpty();
        var link = $"{shop.Service.Parts.PublicUrl}/orgs/corner-shop/connections/{connector}";
        run.ReconnectBy.ShouldBe(new ReconnectWay(link, IsLink: true));
        (await StatusAsync(shop))!.Value.Text("link").ShouldBe(link);
        var json = JsonOf(refused).GetProperty("connections")[0].GetProperty("reconnect");
        (json.GetProperty("link").GetString(), json.GetProperty("why").GetString()).ShouldBe((link, run.Reconnect.Why));
        (await shop.SavedAsync())!.Reconnect!.Why.ShouldBe(run.Reconnect.Why);

        shop.Time.Advance(TimeSpan.FromHours(1));
        (await shop.RunAsync()).Runs[0].Reconnect!.Since.ShouldBe(since, TimeSpan.FromMilliseconds(1)); // since then, not since the last run

        (await shop.SignInAsync()).Status.ShouldBe(HttpStatusCode.OK);
        (await shop.SavedAsync())!.Reconnect.ShouldBeNull();
        (await StatusAsync(shop)).ShouldBeNull();
        var again = (await shop.RunAsync()).Runs.Single();
        again.Result.ShouldBe(RunResult.Done);
        (again.Connection, again.Full, again.Reconnect).ShouldBe((connector, false, null));
        again.Streams.Values.Sum(s => s.Created).ShouldBe(0); // the ledger knows what is stored
    }

    [Fact]
    public async Task GivenATroubleThatPasses_WhenSynced_ThenNobodyIsAskedToConnectAgainAndWhoWasStillIs()
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");
        await shop.SignInAsync();
        await shop.RunAsync();
        shop.Pos.ExpireTokens();
        shop.Pos.Faults.Status("/token", 503);
        var failed = (await shop.RunAsync()).Runs.Single();
        failed.Result.ShouldBe(RunResult.Failed);
        failed.Reconnect.ShouldBeNull();
        (await StatusAsync(shop)).ShouldBeNull();

        shop.Pos.Faults.Clear();
        shop.Pos.RevokeGrant();
        (await shop.RunAsync()).Runs.Single().Reconnect.ShouldNotBeNull();
        shop.Pos.Faults.Status("/token", 503);
        (await shop.RunAsync()).Runs.Single().Reconnect.ShouldNotBeNull();
        (await StatusAsync(shop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task GivenANote_WhenARunIsLetInAgain_ThenItIsGone()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        await shop.SignInAsync();
        shop.Pos.Faults.Status("", 401);
        (await shop.RunAsync()).Runs.Single().Reconnect.ShouldNotBeNull();
        shop.Pos.Faults.Clear();

        (await shop.RunAsync()).Runs.Single().Reconnect.ShouldBeNull();

        (await shop.SavedAsync())!.Reconnect.ShouldBeNull();
        (await StatusAsync(shop)).ShouldBeNull();
    }

    [Fact]
    public async Task GivenAnOwnerWhoConnectsAgainDuringARun_WhenThatRunEnds_ThenItsRefusalIsNotNoted()
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");
        await shop.SignInAsync();
        await shop.RunAsync();
        shop.Pos.RevokeGrant();
        shop.Time.Advance(TimeSpan.FromMinutes(1));
        var once = 0;
        shop.Pos.Faults.Add(new Fault
        {
            Path = "/token",
            Kind = FaultKind.Before,
            // The owner is done just before the run hears the refusal.
            Before = () =>
            {
                if (Interlocked.Increment(ref once) == 1) shop.SignInAsync().GetAwaiter().GetResult().Status.ShouldBe(HttpStatusCode.OK);
            },
        });

        var run = (await shop.RunAsync()).Runs.Single();

        run.Reconnect.ShouldBeNull();
        (await shop.SavedAsync())!.Reconnect.ShouldBeNull();
    }

    [Fact]
    public async Task GivenAnotherAccount_WhenTheOwnerConnectsAgain_ThenNothingIsMixed()
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");
        await shop.SignInAsync();
        var before = (await shop.SettingsAsync()).Secret("accessToken")!.Reveal();
        var saved = (await shop.SavedAsync())!;
        await shop.Tenant.CommitAsync([DocumentWrite.Merge(new DocumentPath("connections", saved.Id), DocumentBody.Build(w =>
        {
            w.Map("settings", m =>
            {
                foreach (var (name, value) in saved.Given) m.Text(name, name == "domainPrefix" ? "other" : value);
            });
            w.TextList("accounts", ["id-of-another", "other"]);
        }))]);

        var (status, page) = await shop.SignInAsync();

        status.ShouldBe(HttpStatusCode.BadRequest);
        page.ShouldContain("another Lightspeed");
        (await shop.SettingsAsync()).Secret("accessToken")!.Reveal().ShouldBe(before);
    }

    [Fact]
    public async Task GivenAStoreThatWasRenamed_WhenTheOwnerConnectsAgain_ThenItsNewAddressIsSaved()
    {
        await using var shop = await SignInShop.OpenAsync("lightspeed");
        await shop.SignInAsync();
        ((FakeLightspeed)shop.Pos).Prefix = "high-street";

        var (status, page) = await shop.SignInAsync();

        status.ShouldBe(HttpStatusCode.OK, page);
        var saved = (await shop.SavedAsync())!;
        saved.Given["domainPrefix"].ShouldBe("high-street");
        (saved.Accounts.Count, saved.Accounts[^1]).ShouldBe((2, "high-street"));
    }

    [Fact]
    public async Task GivenAnAccountThatIsConnected_WhenItIsConnectedOnceMore_ThenItIsRefused()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        await shop.SignInAsync();
        var (status, page) = await shop.SignInAsync(shop.Ask(connection: "second"));
        status.ShouldBe(HttpStatusCode.BadRequest);
        page.ShouldContain("already reads this");
        (await shop.SavedAsync("second")).ShouldBeNull();
    }

    [Fact]
    public async Task GivenARunOfTheCron_WhenTheGrantIsRevoked_ThenItsAnswerHoldsTheLink()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        await shop.SignInAsync();
        shop.Pos.RevokeGrant();
        var outcome = (await shop.Service.SyncAsync())[SignInShop.Org.Value];
        outcome.GetProperty("connections")[0].GetProperty("reconnect").GetProperty("link").GetString()!.ShouldEndWith("/orgs/corner-shop/connections/square");
    }

    [Fact]
    public async Task GivenAPosWithoutASignIn_WhenItsCredentialsAreRefused_ThenTheLinkLeadsToItsPage()
    {
        await using var pos = await Shops.OpenAsync();
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos, s => s["password"] = "wrong");
        var outcome = (await service.SyncAsync())["a"];
        outcome.GetProperty("connections")[0].GetProperty("reconnect").GetProperty("link").GetString()!.ShouldEndWith("/orgs/a/connections/alleaves");
    }

    private static async Task<DocumentFields?> StatusAsync(SignInShop shop) =>
        (await shop.Tenant.GetAsync(StatusDocument.Path))!.Body.Read().Map("connections")?.Map(shop.Connector)?.Map("reconnect");

    private static JsonElement JsonOf(OrgReport report)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            OrgJson.Write(writer, report);
            writer.WriteEndObject();
        }

        return JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement;
    }
}
