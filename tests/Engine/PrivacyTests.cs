using System.Text;
using System.Text.Json;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Audit;
using Sync.Engine.Privacy;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>People who ask for their data, or to be forgotten.</summary>
public sealed class PrivacyTests
{
    private const string Address = "ada.lovelace@example.com";
    private static readonly RunOptions Approved = new() { ApproveDeletes = true };

    [Fact]
    public async Task Given_a_person_at_two_connections_When_they_ask_to_be_forgotten_Then_no_document_names_them_and_the_figures_stay()
    {
        await using var org = await TwoAsync();
        await org.CostAsync();
        var sales = await org.AllAsync("daily_sales");

        await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, "1");
        await org.CostAsync();

        await NamedNowhereAsync(org);
        (await org.AllAsync("people")).ShouldBeEmpty();
        (await org.AllAsync("customers")).Select(c => c.Path.Id).ShouldBe(["2"]);
        (await org.AllAsync("orders")).Select(o => o.Path.Id).ShouldBe(["o3"]);
        (await org.AllAsync("unmatched_orders")).Select(o => o.Path.Id).ShouldBe(["o1", "o4", "second:o2"]);
        (await org.AllAsync("daily_sales")).Select(d => (d.Path, d.Body.ToString())).ShouldBe(sales.Select(d => (d.Path, d.Body.ToString())));
        (await PrivacyRequests.ListAsync(org.Tenant())).ShouldHaveSingleItem().State.ShouldBe("done");
    }

    [Fact]
    public async Task Given_an_address_that_many_customers_have_When_one_of_them_asks_to_be_forgotten_Then_the_others_stay_and_may_come()
    {
        await using var org = await TestOrg.OpenAsync();
        for (var id = 1; id <= 6; id++) org.Shop.Put(Make.Customer($"{id}", "no@email.example"));
        org.Shop.Put(Make.Order("o1", 10, customer: "1"));
        org.Shop.Put(Make.Order("o2", 20, customer: "2"));
        await org.CostAsync();

        await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, "1");
        await org.CostAsync();
        org.Shop.Put(Make.Customer("7", "no@email.example"));
        await org.CostAsync(true);

        (await org.AllAsync("customers")).Select(c => c.Path.Id).ShouldBe(["2", "3", "4", "5", "6", "7"]);
        (await org.AllAsync("orders")).Select(o => o.Path.Id).ShouldBe(["o2"]);
        (await org.AllAsync("unmatched_orders")).Select(o => o.Path.Id).ShouldBe(["o1"]);
        await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, "no@email.example");
        await org.CostAsync();
        (await PrivacyRequests.ListAsync(org.Tenant())).Select(r => r.State).Order().ShouldBe(["done", "failed"]);
        (await org.AllAsync("customers")).Count.ShouldBe(6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_a_person_who_was_forgotten_When_the_POS_names_them_again_Then_they_do_not_come_back(bool full)
    {
        await using var org = await TwoAsync();
        await org.CostAsync();
        await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, Address);
        await org.CostAsync();
        (await org.CostAsync(full)).StoreByCollection.TenantWrites().ShouldBe(0);

        org.Shop.EditCustomer("1", c => c with { FirstName = "Augusta", Email = "new." + Address });
        Second(org).Put(Make.Customer("77", Address));
        org.Shop.Put(Make.Order("o9", 4, Address, daysAgo: 0.5) with { BuyerName = "Ada", BuyerPhone = "+14155550100" });
        var report = await org.CostAsync(full);

        await NamedNowhereAsync(org);
        (await org.FindAsync("unmatched_orders", "o9")).Number("total").ShouldBe(4);
        report.Runs[0].Streams[ConnectorKit.PosStream.Customers].Skipped["erased at the person's request"].ShouldBe(1);
        (await org.CostAsync(full)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Theory]
    [InlineData("Ada <ADA.lovelace@example.com>")]
    [InlineData("mailto:ada.lovelace@example.com")]
    [InlineData("ada.lovelace@example.com; other@example.com")]
    [InlineData("ada.lovelace@\uFF45xample.com")]
    public async Task Given_a_person_who_was_forgotten_When_their_address_is_written_in_another_way_or_is_an_id_Then_they_do_not_come_back(string written)
    {
        await using var org = await TwoAsync();
        await org.CostAsync();
        await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, Address);
        await org.CostAsync();

        org.Shop.Put(Make.Customer("81", written.ToLowerInvariant()));
        org.Shop.Put(Make.Customer(Address, null) with { UserId = null, FirstName = null, LastName = null });
        org.Shop.Put(Make.Order("o81", 4, written.ToLowerInvariant(), daysAgo: 0.5));
        org.Shop.Put(Make.Order("o82", 4, customer: Address, daysAgo: 0.5));
        await org.CostAsync();

        await NamedNowhereAsync(org);
        (await org.GetAsync("customers", "81")).ShouldBeNull();
        (await org.FindAsync("unmatched_orders", "o81")).Has("buyerEmail").ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_person_in_a_file_of_the_store_When_they_were_forgotten_Then_no_page_of_it_names_them()
    {
        var store = new SqliteTestStore();
        await using var org = await TwoAsync(store);
        await org.CostAsync();
        await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, Address);
        await org.CostAsync();
        await org.Store.DisposeAsync(); // what the log still holds goes with the last connection

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(store.File)!)) Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).ShouldNotContain(Address, Case.Insensitive, file);
    }

    [Fact]
    public async Task Given_a_person_who_was_forgotten_When_they_are_allowed_again_Then_the_next_full_run_stores_them()
    {
        await using var org = await TwoAsync();
        await org.CostAsync();
        var before = await Snapshot.OfAsync(org);
        await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, Address);
        await org.CostAsync();

        (await Requests(org).AllowAsync(org.Tenant(), "second:9", Actor.Operator)).ShouldBeTrue();
        (await Requests(org).AllowAsync(org.Tenant(), "nobody@example.com", Actor.Operator)).ShouldBeFalse();
        await org.CostAsync(full: true);
        await org.CostAsync(full: true);

        (await org.FindAsync("customers", "1")).Text("email").ShouldBe(Address);
        (await org.FindAsync("people", "1")).Number("totalSpent").ShouldBe(16);
        (await Snapshot.OfAsync(org)).Keys.Count(k => k.StartsWith("customers", StringComparison.Ordinal)).ShouldBe(before.Keys.Count(k => k.StartsWith("customers", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Given_somebody_who_is_forgotten_while_another_is_allowed_again_When_both_are_written_Then_neither_change_is_lost()
    {
        await using var org = await TwoAsync();
        await org.CostAsync();
        await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, Address);
        await org.CostAsync();
        org.Time.Advance(TimeSpan.FromSeconds(1));
        await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, "2");
        org.Store.BeforeCommit = async writes =>
        {
            if (!writes.Any(w => w.Path.Collection == "privacy")) return;
            org.Store.BeforeCommit = null;
            await org.RunAsync(); // notes the other one between our reading and our writing
        };

        (await Requests(org).AllowAsync(org.Tenant(), Address, Actor.Operator)).ShouldBeTrue();
        await org.CostAsync(full: true);

        (await org.GetAsync("customers", "2")).ShouldBeNull();
        (await org.FindAsync("customers", "1")).Text("email").ShouldBe(Address);
    }

    [Fact]
    public async Task Given_a_request_for_data_When_the_org_is_synced_Then_the_export_has_all_of_that_person_and_nothing_of_others()
    {
        await using var org = await TwoAsync();
        await org.CostAsync();

        var id = await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Export, Address);
        await org.CostAsync();

        var export = JsonDocument.Parse((await Requests(org).ExportAsync(org.Tenant(), id, Actor.Operator)).ShouldNotBeNull()).RootElement;
        Ids(export, "customers").ShouldBe(["1", "second:9"]);
        Ids(export, "orders").ShouldBe(["o1", "o4", "second:o2"]);
        Ids(export, "people").ShouldBe(["1"]);
        export.GetProperty("customer_spending").GetArrayLength().ShouldBe(3);
        export.ToString().ShouldNotContain("c2@example.com");
        (await PrivacyRequests.ListAsync(org.Tenant())).ShouldHaveSingleItem().State.ShouldBe("done");
        org.Time.Advance(TimeSpan.FromDays(31));
        await org.RunAsync();
        (await Requests(org).ExportAsync(org.Tenant(), id, Actor.Operator)).ShouldBeNull();
        await Should.ThrowAsync<Orgs.OrgException>(Requests(org).AskAsync(org.Tenant(), PrivacyKind.Export, "77"));
    }

    [Fact]
    public async Task Given_requests_in_the_same_instant_When_they_are_carried_out_Then_each_has_its_own_id_and_none_is_lost()
    {
        await using var org = await TwoAsync();
        await org.CostAsync();

        var ids = await Task.WhenAll(
            Requests(org).AskAsync(org.Tenant(), PrivacyKind.Export, Address),
            Requests(org).AskAsync(org.Tenant(), PrivacyKind.Export, "2"),
            Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, "2"));
        await org.CostAsync();

        ids.Distinct().Count().ShouldBe(3);
        (await PrivacyRequests.ListAsync(org.Tenant())).Select(r => (r.Id, r.State)).ShouldBe(ids.Order(StringComparer.Ordinal).Select(i => (i, "done")));
        (await Requests(org).ExportAsync(org.Tenant(), ids[0], Actor.Operator)).ShouldNotBeNull().ShouldContain(Address);
        (await org.AllAsync("customers")).Select(c => c.Path.Id).ShouldBe(["1", "second:9"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_sales_that_tell_a_persons_number_alone_When_they_ask_for_their_data_and_to_be_forgotten_Then_these_are_theirs(bool full)
    {
        await using var org = await TwoAsync();
        org.Shop.EditCustomer("1", c => c with { Phone = "+1 (415) 555-0100" });
        org.Shop.Put(Make.Order("g1", 7, daysAgo: 70) with { BuyerName = "Lovelace", BuyerPhone = "415-555-0100" });
        Second(org).Put(Make.Order("g2", 8) with { BuyerName = "Lovelace", BuyerPhone = "0014155550100" });
        org.Shop.Put(Make.Order("g3", 9) with { BuyerName = "Other", BuyerPhone = "415-555-0199" });
        await org.CostAsync();
        var asked = await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Export, "1");
        await org.CostAsync();
        using var export = JsonDocument.Parse((await Requests(org).ExportAsync(org.Tenant(), asked, Actor.Operator)).ShouldNotBeNull());
        Ids(export.RootElement, "unmatched_orders").ShouldBe(["g1", "second:g2"], ignoreOrder: true);

        await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, "1");
        await org.CostAsync(full);
        Second(org).Put(Make.Order("g4", 1) with { BuyerName = "Lovelace", BuyerPhone = "(415) 555 0100" });
        await org.CostAsync(full);

        await NamedNowhereAsync(org);
        foreach (var sale in (string[])["g1", "second:g2", "second:g4"]) (await org.FindAsync("unmatched_orders", sale)).Has("buyerPhone").ShouldBeFalse(sale);
        (await org.FindAsync("unmatched_orders", "g3")).Text("buyerName").ShouldBe("Other");
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_number_that_many_customers_have_When_one_of_them_asks_to_be_forgotten_Then_sales_with_it_keep_their_buyers()
    {
        await using var org = await TestOrg.OpenAsync();
        for (var id = 1; id <= 6; id++) org.Shop.Put(Make.Customer($"{id}") with { Phone = "555-555-5555" });
        org.Shop.Put(Make.Order("g1", 7) with { BuyerName = "Other", BuyerPhone = "555-555-5555" });
        await org.CostAsync();

        await Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, "1");
        await org.CostAsync();

        (await org.GetAsync("customers", "1")).ShouldBeNull();
        (await org.FindAsync("unmatched_orders", "g1")).Text("buyerName").ShouldBe("Other");
    }

    [Fact]
    public async Task Given_a_guest_who_never_was_a_customer_When_a_POS_passes_on_that_they_be_forgotten_Then_their_sales_name_nobody()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Order("g1", 10, Address) with { BuyerName = "Lovelace" });
        org.Shop.Put(Make.Order("g2", 5) with { BuyerName = "Lovelace", BuyerPhone = "+14155550100" });
        org.Shop.Put(Make.Order("g3", 2, "guest@example.com") with { BuyerName = "Guest" });
        await org.CostAsync();
        await org.OthersWriteAsync("privacy_requests", "main~1", w =>
        {
            w.Text("connection", "main");
            w.Text("email", Address.ToUpperInvariant());
            w.Text("kind", "erase");
            w.TextList("orderIds", ["g2", "no such order"]);
            w.Text("reference", "1");
            w.Text("state", "open");
        });

        await org.CostAsync();

        await NamedNowhereAsync(org);
        (await org.FindAsync("unmatched_orders", "g2")).Has("buyerPhone").ShouldBeFalse();
        (await org.FindAsync("unmatched_orders", "g3")).Text("buyerName").ShouldBe("Guest");
        (await org.AllAsync("daily_sales")).ShouldHaveSingleItem().Body.Read().Number("net").ShouldBe(17);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
        org.Shop.Put(Make.Customer("5", Address));
        await org.CostAsync();
        await NamedNowhereAsync(org);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // its owner took the app off once more
    public async Task Given_a_shop_that_left_and_was_connected_again_When_its_account_is_to_be_forgotten_Then_it_stays_unless_the_POS_lets_it_in_no_more(bool refused)
    {
        await using var org = await TwoAsync();
        await org.CostAsync();
        if (refused) org.Shop.Faults[ConnectorKit.PosStream.Customers] = new StreamFault(0, new ConnectorKit.ReauthoriseException("Sign in again.", "revoked"));
        if (refused) await org.RunAsync();
        await org.OthersWriteAsync("privacy_requests", "main~8", w =>
        {
            w.Text("connection", "main");
            w.Text("kind", "eraseAccount");
            w.Time("receivedAt", org.Time.GetUtcNow().AddDays(1));
            w.Text("reference", "8");
            w.Text("state", "open");
        });

        await org.RunAsync();

        (await org.AllAsync("connections")).Select(c => c.Path.Id).ShouldBe(refused ? ["second"] : ["main", "second"]);
        var request = (await PrivacyRequests.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        request.State.ShouldBe(refused ? "done" : "failed");
        if (!refused) request.Error.ShouldNotBeNull().ShouldContain("connected again");
    }

    [Fact]
    public async Task Given_a_shop_that_has_left_When_its_account_is_to_be_forgotten_Then_all_of_that_connection_goes_and_the_other_stays()
    {
        await using var org = await TwoAsync();
        org.Shop.Put(Make.Product("p1"));
        Second(org).Put(Make.Product("p9"));
        await org.CostAsync();
        await org.OthersWriteAsync("privacy_requests", "main~7", w =>
        {
            w.Text("connection", "main");
            w.Text("kind", "eraseAccount");
            w.Time("receivedAt", org.Time.GetUtcNow().AddDays(6));
            w.Text("reference", "7");
            w.Text("state", "open");
        });

        await org.RunAsync();

        var left = (await Snapshot.OfAsync(org)).Keys.ToList();
        (await org.AllAsync("daily_sales")).ShouldHaveSingleItem().Body.Read().Number("net").ShouldBe(5);
        left.Where(k => k.StartsWith("customers/", StringComparison.Ordinal)).ShouldBe(["customers/second:9"]);
        left.Where(k => k.StartsWith("customer_spending/", StringComparison.Ordinal)).ShouldBe(["customer_spending/" + Address, "customer_spending/cid_second:9"]);
        left.ShouldContain("products/second:p9");
        left.ShouldNotContain("products/p1");
        (await org.FindAsync("customer_spending", Address)).Number("totalSpent").ShouldBe(5);
        (await org.FindAsync("sync_status", "pos")).Map("connections")!.Value.Names.ShouldBe(["second"]);
        (await org.AllAsync("connections")).Select(c => c.Path.Id).ShouldBe(["second"]);
        (await org.AllAsync("ledger")).ShouldAllBe(l => !l.Path.Id.StartsWith("main", StringComparison.Ordinal));
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_an_erasure_that_is_killed_at_any_commit_When_it_runs_again_Then_it_is_as_if_it_had_not_been()
    {
        await using var origin = await TwoAsync();
        origin.Shop.EditCustomer("1", c => c with { Phone = "+1 (415) 555-0100" });
        origin.Shop.Put(Make.Order("g1", 7) with { BuyerName = "Lovelace", BuyerPhone = "415-555-0100" });
        await origin.CostAsync();
        foreach (var (collection, sale) in ((string, string)[])[("orders", "o1"), ("unmatched_orders", "g1")])
            await origin.OthersWriteAsync(collection, sale, w => w.Text("note", "for Lovelace"));
        await Requests(origin).AskAsync(origin.Tenant(), PrivacyKind.Erase, Address);
        await using var undisturbed = origin.Copy();
        await undisturbed.RunAsync(Approved);
        var expected = await Snapshot.OfAsync(undisturbed);

        var point = 0;
        for (var killed = true; killed; point++)
        {
            await using var org = origin.Copy();
            (org.Store.KillAt, org.Store.AfterEffect) = ((point / 2) + 1, point % 2 == 1);
            killed = false;
            try
            {
                await org.RunAsync(Approved);
            }
            catch (KilledException)
            {
                killed = true;
            }

            await using var after = org.Restart();
            after.Time.Advance(TimeSpan.FromSeconds(31));
            await after.RunAsync(Approved);
            (await Snapshot.OfAsync(after)).ShouldEqual(expected, $"point {point}");
            (await PrivacyRequests.ListAsync(after.Tenant())).ShouldHaveSingleItem().State.ShouldBe("done", $"point {point}");
            await NamedNowhereAsync(after);
        }

        point.ShouldBeGreaterThan(12);
    }

    internal static PrivacyRequests Requests(TestOrg org) => new(org.Connections, org.Time);

    private static IEnumerable<string?> Ids(JsonElement export, string collection) =>
        export.GetProperty(collection).EnumerateArray().Select(d => d.GetProperty("id").GetString()).Order(StringComparer.Ordinal);

    /// <summary>Looks through everything that is stored, the ledger's packed rows included.</summary>
    internal static async Task NamedNowhereAsync(TestOrg org)
    {
        await foreach (var collection in org.Tenant().ListCollectionsAsync())
            foreach (var document in await org.AllAsync(collection))
            {
                var text = document.Path + document.Body.ToString();
                if (document.Body.Read().Bytes("rows") is { } rows) text += Encoding.UTF8.GetString(rows);
                text.ShouldNotContain(Address, Case.Insensitive, document.Path.ToString());
                text.ShouldNotContain("Lovelace", Case.Insensitive, document.Path.ToString());
            }
    }

    internal static async Task<TestOrg> TwoAsync(TestStore? store = null)
    {
        var org = await TestOrg.OpenAsync(store: store);
        org.Pos.Shops["2"] = new ScriptedShop();
        await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" });
        org.Shop.Put(Make.Customer("1", Address) with { LastName = "Lovelace" });
        org.Shop.Put(Make.Customer("2"));
        org.Shop.Put(Make.Order("o1", 10, Address, daysAgo: 40));
        org.Shop.Put(Make.Order("o3", 3, "c2@example.com"));
        org.Shop.Put(Make.Order("o4", 1, Address, user: "u9") with { BuyerName = "Lovelace" });
        Second(org).Put(Make.Customer("9", Address) with { LastName = "Lovelace", UserId = "u9" });
        Second(org).Put(Make.Order("o2", 5, Address));
        return org;
    }

    private static ScriptedShop Second(TestOrg org) => org.Pos.Shops["2"];
}
