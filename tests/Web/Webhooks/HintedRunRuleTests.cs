using System.Text;
using Sync.Engine.Orgs;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.Store;

namespace Sync.Web.Tests.Webhooks;

/// <summary>What a run that reads single records may conclude from them, and what not.</summary>
public sealed class HintedRunRuleTests
{
    private static readonly OrgId A = OrgId.Parse("a");

    [Fact]
    public async Task GivenASyncedOrg_WhenSingleRecordsAreRead_ThenNoCursorMovesAndTheStatusTellsNoFreshness()
    {
        await using var shop = await OpenAsync();
        var (cursors, completed, status) = (await LedgerAsync(shop, "cursors"), await LedgerAsync(shop, "completed"), await StatusAsync(shop));
        shop.Time.Advance(TimeSpan.FromMinutes(20));
        await ChangeAsync(shop, 0);

        await shop.CarryOutAsync("a");

        (await LedgerAsync(shop, "cursors")).ShouldBe(cursors);
        (await LedgerAsync(shop, "completed")).ShouldBe(completed);
        var after = await StatusAsync(shop);
        after.Time("lastSyncAt").ShouldBe(status.Time("lastSyncAt"));
        after.Time("lastWebhookAt").ShouldNotBeNull();
        JsonOf(after.Map("connections")!.Value.Map("main")!.Value).ShouldBe(JsonOf(status.Map("connections")!.Value.Map("main")!.Value));
    }

    [Fact]
    public async Task GivenMoreThanAnybodyReadsOneByOne_WhenTheyAreCarriedOut_ThenWhatChangedIsReadInstead()
    {
        await using var shop = await HookedShop.OpenAsync("square", size: 520);
        await shop.ConnectAsync("a");
        await shop.SyncAsync("a");
        shop.Time.Advance(TimeSpan.FromMinutes(20));
        var asked = shop.Pos.Requests.Count;
        for (var i = 0; i < 520; i++) Change(shop, i);
        await shop.DeliverAsync("a", Enumerable.Range(0, 520).SelectMany(i => shop.Tell(TruthKind.Customer, shop.Truth.Customers[i].Id, i)));

        await shop.CarryOutAsync("a");

        var requests = shop.Pos.Requests.Skip(asked).Select(r => r.Path).ToList();
        requests.ShouldNotContain("/v2/customers/bulk-retrieve");
        requests.ShouldContain("/v2/customers/search");
        (await shop.GetAsync("a", "customers", shop.Truth.Customers[519].Id))!.Value.Text("phone").ShouldBe("+13035550519");
        (await shop.AnyWaitsAsync("a")).ShouldBeFalse();
    }

    [Fact]
    public async Task GivenACustomerWhoWasDeleted_WhenSquareSaysSo_ThenTheyGoAndTheirSalesAreNobodys()
    {
        await using var shop = await OpenAsync();
        var sale = shop.Truth.Orders.First(o => o.CustomerId is not null);
        (await shop.GetAsync("a", "orders", sale.Id)).ShouldNotBeNull();
        Delete(shop, sale.CustomerId!);
        await shop.DeliverAsync("a", shop.Tell(TruthKind.Customer, sale.CustomerId!, 1));

        await shop.CarryOutAsync("a");

        (await shop.GetAsync("a", "customers", sale.CustomerId!)).ShouldBeNull();
        (await shop.GetAsync("a", "orders", sale.Id)).ShouldBeNull();
        (await shop.GetAsync("a", "unmatched_orders", sale.Id)).ShouldNotBeNull();
    }

    [Fact]
    public async Task GivenACustomerWhoWasMerged_WhenSquareSaysSo_ThenOnlyTheOtherIsLeft()
    {
        await using var shop = await OpenAsync();
        var (gone, kept) = (shop.Truth.Customers[0].Id, shop.Truth.Customers[1].Id);
        Delete(shop, gone);
        ((FakeSquare)shop.Pos).Merged[gone] = kept;
        await shop.DeliverAsync("a", shop.Tell(TruthKind.Customer, gone, 1));

        await shop.CarryOutAsync("a");

        (await shop.GetAsync("a", "customers", gone)).ShouldBeNull();
        (await shop.GetAsync("a", "customers", kept)).ShouldNotBeNull();
    }

    [Fact]
    public async Task GivenACustomerMadeOfACard_WhenSquareTellsOfThem_ThenTheNextWholeReadTakesNothingBack()
    {
        await using var shop = await OpenAsync();
        var at = shop.Time.GetUtcNow().AddMinutes(5);
        var nameless = new TruthCustomer { Id = "CARD-1", CreatedAt = at, UpdatedAt = at };
        shop.Truth.Customers.Add(nameless);
        shop.Truth.Customers.Add(nameless with { Id = "NAMED-1", LastName = "Byron" });
        shop.Truth.Orders.Add(shop.Truth.Orders[0] with { Id = "PAID-BY-CARD", CustomerId = "CARD-1", CreatedAt = at, UpdatedAt = at });
        shop.Time.Advance(TimeSpan.FromHours(1));
        await shop.DeliverAsync("a",
            [.. shop.Tell(TruthKind.Customer, "CARD-1", 1), .. shop.Tell(TruthKind.Customer, "NAMED-1", 2), .. shop.Tell(TruthKind.Order, "PAID-BY-CARD", 3)]);

        await shop.CarryOutAsync("a");
        var told = await shop.SnapshotAsync("a");
        await shop.SyncWholeAsync("a");

        (await shop.SnapshotAsync("a")).ShouldBe(told);
        (await shop.GetAsync("a", "customers", "NAMED-1")).ShouldNotBeNull();
        (await shop.GetAsync("a", "customers", "CARD-1")).ShouldBeNull();
    }

    [Fact]
    public async Task GivenMoreDeletionsThanTheLimit_WhenTheyAreCarriedOut_ThenTheyWaitUntilTheyAreApproved()
    {
        await using var shop = await OpenAsync();
        await shop.Parts.Orgs.SaveAsync(A, new OrgSettings { Name = "a", TimeZone = "UTC", Currency = "USD", DeleteLimitCount = 2, DeleteLimitShare = 0.01m });
        var gone = shop.Truth.Customers.Snapshot().Take(5).Select(c => c.Id).ToList();
        foreach (var id in gone) Delete(shop, id);
        await shop.DeliverAsync("a", gone.SelectMany((id, i) => shop.Tell(TruthKind.Customer, id, i)));

        var report = await shop.Parts.Runner.RunAsync(A, new RunOptions { OnlyHinted = true });
        report.HintsLeft.ShouldBeTrue();
        (await shop.GetAsync("a", "customers", gone[0])).ShouldNotBeNull();
        (await shop.AnyWaitsAsync("a")).ShouldBeTrue();
        await shop.Parts.Runner.RunAsync(A, new RunOptions { ApproveDeletes = true });

        foreach (var id in gone) (await shop.GetAsync("a", "customers", id)).ShouldBeNull();
        (await shop.AnyWaitsAsync("a")).ShouldBeFalse();
    }

    [Fact]
    public async Task GivenOneStreamThatFails_WhenHintsOfSeveralAreCarriedOut_ThenOnlyItsOwnWait()
    {
        await using var shop = await OpenAsync();
        await ChangeAsync(shop, 0);
        await shop.DeliverAsync("a", shop.Tell(TruthKind.Order, shop.Truth.Orders[0].Id, 50));
        shop.Truth.Orders[0] = shop.Truth.Orders[0] with { Tip = shop.Truth.Orders[0].Tip + 500, Total = shop.Truth.Orders[0].Total + 500, UpdatedAt = shop.Time.GetUtcNow() };
        ((FakeSquare)shop.Pos).Scopes.Remove("ORDERS_READ");

        var report = await shop.Parts.Runner.RunAsync(A, new RunOptions { OnlyHinted = true });

        report.HintsLeft.ShouldBeTrue();
        (await shop.GetAsync("a", "customers", shop.Truth.Customers[0].Id))!.Value.Text("phone").ShouldBe("+13035550000");
        (await WaitingAsync(shop)).ShouldHaveSingleItem().ShouldBe("orders");
        ((FakeSquare)shop.Pos).Scopes.Add("ORDERS_READ");
        await shop.CarryOutAsync("a");
        (await WaitingAsync(shop)).ShouldBeEmpty();
        (await shop.GetAsync("a", "orders", shop.Truth.Orders[0].Id) ?? await shop.GetAsync("a", "unmatched_orders", shop.Truth.Orders[0].Id))!.Value
            .Number("total").ShouldBe(shop.Truth.Orders[0].Total / 100m);
    }

    [Fact]
    public async Task GivenAnOrdinarySync_WhenWebhooksStillWait_ThenItCarriesThemOutToo()
    {
        await using var shop = await OpenAsync();
        var sale = shop.Truth.Orders.First(o => o.CustomerId is not null);
        Delete(shop, sale.CustomerId!); // which no search of Square's tells
        await shop.DeliverAsync("a", shop.Tell(TruthKind.Customer, sale.CustomerId!, 1));

        await shop.SyncAsync("a");

        (await shop.GetAsync("a", "customers", sale.CustomerId!)).ShouldBeNull();
        (await shop.AnyWaitsAsync("a")).ShouldBeFalse();
    }

    [Fact]
    public async Task GivenAQuietOrg_WhenNothingWaits_ThenNeitherLeaseNorPosIsTouched()
    {
        await using var shop = await OpenAsync();
        var asked = shop.Pos.Requests.Count;
        var report = await shop.CarryOutAsync("a");
        report.Runs.ShouldBeEmpty();
        (report.Store.Writes, shop.Pos.Requests.Count - asked).ShouldBe((0, 0));
    }

    private static async Task<HookedShop> OpenAsync()
    {
        var shop = await HookedShop.OpenAsync("square");
        await shop.ConnectAsync("a");
        await shop.SyncAsync("a");
        return shop;
    }

    private static void Change(HookedShop shop, int customer) => shop.Truth.Customers[customer] =
        shop.Truth.Customers[customer] with { Phone = "+1303555" + customer.ToString("0000", null), UpdatedAt = shop.Time.GetUtcNow() };

    private static Task ChangeAsync(HookedShop shop, int customer)
    {
        Change(shop, customer);
        return shop.DeliverAsync("a", shop.Tell(TruthKind.Customer, shop.Truth.Customers[customer].Id, customer));
    }

    private static void Delete(HookedShop shop, string customer)
    {
        var at = Array.FindIndex(shop.Truth.Customers.Snapshot(), c => c.Id == customer);
        shop.Truth.Customers[at] = shop.Truth.Customers[at] with { Deleted = true, UpdatedAt = shop.Time.GetUtcNow() };
    }

    private static async Task<string> LedgerAsync(HookedShop shop, string field) =>
        JsonOf((await shop.GetAsync("a", "ledger", "main"))!.Value.Value(field)!.Value);

    private static async Task<DocumentFields> StatusAsync(HookedShop shop) => (await shop.GetAsync("a", "sync_status", "pos"))!.Value;

    private static async Task<List<string>> WaitingAsync(HookedShop shop)
    {
        var streams = new List<string>();
        await foreach (var e in shop.Parts.Store.OpenTenant(A).QueryAsync(new DocumentQuery { Collection = "webhook_hints" }))
            streams.AddRange(e.Body.Read().List("records").Select(r => r.Text("stream")!));
        return streams;
    }

    private static string JsonOf(DocumentFields fields) =>
        Encoding.UTF8.GetString(PlainJson.Of(DocumentBody.Build(w => w.Copy("it", fields)), new HashSet<string>()));
}
