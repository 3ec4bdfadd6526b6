using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>What of several requests comes first, and what an erasure takes with it.</summary>
public sealed class ErasureOrderTests
{
    private const string Address = "ada.lovelace@example.com";

    [Fact]
    public async Task Given_an_export_that_was_read_When_its_person_is_forgotten_Then_it_goes_with_them_and_that_of_another_stays()
    {
        await using var org = await PrivacyTests.TwoAsync();
        await org.CostAsync();
        var (hers, others) = (await AskAsync(org, PrivacyKind.Export, Address), await AskAsync(org, PrivacyKind.Export, "2"));
        await org.CostAsync();
        (await ErasureTests.ExportAsync(org, hers)).ShouldNotBeNull().ShouldContain(Address);

        await AskAsync(org, PrivacyKind.Erase, "second:9");
        await org.CostAsync();

        (await ErasureTests.ExportAsync(org, hers)).ShouldBeNull();
        await PrivacyTests.NamedNowhereAsync(org);
        (await ErasureTests.ExportAsync(org, others)).ShouldNotBeNull().ShouldContain("c2@example.com");
        (await ErasureTests.StatesAsync(org)).ShouldAllBe(s => s == "done");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Given_somebody_who_asks_for_their_data_and_then_to_be_forgotten_When_a_run_meets_both_Then_the_data_can_be_read_first(bool read)
    {
        await using var org = await PrivacyTests.TwoAsync();
        await org.CostAsync();
        var export = await AskAsync(org, PrivacyKind.Export, Address);
        await AskAsync(org, PrivacyKind.Erase, Address);
        await org.CostAsync();
        org.Time.Advance(TimeSpan.FromDays(6));
        var later = await AskAsync(org, PrivacyKind.Export, Address);
        await org.CostAsync();
        (await ErasureTests.StatesAsync(org)).ShouldBe(["done", "open", "done"]);
        (await ErasureTests.ExportAsync(org, later)).ShouldBeNull(); // it would put the erasure off once more
        (await org.GetAsync("customers", "1")).ShouldNotBeNull();

        if (read) (await ErasureTests.ExportAsync(org, export)).ShouldNotBeNull().ShouldContain(Address);
        else org.Time.Advance(TimeSpan.FromDays(1.1));
        await org.CostAsync();

        (await ErasureTests.StatesAsync(org)).ShouldAllBe(s => s == "done");
        await PrivacyTests.NamedNowhereAsync(org);
        (await ErasureTests.ExportAsync(org, export)).ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the run that forgets them reads their sales once more
    public async Task Given_a_sale_on_which_others_wrote_a_name_When_its_customer_is_forgotten_Then_that_goes_too_and_elsewhere_it_stays(bool shown)
    {
        await using var org = await PrivacyTests.TwoAsync();
        await org.CostAsync();
        foreach (var id in (string[])["o1", "second:o2", "o3"]) await org.OthersWriteAsync("orders", id, w => w.Text("note", id == "o3" ? "gift" : "for Lovelace"));
        await AskAsync(org, PrivacyKind.Erase, Address);
        if (!shown) foreach (var shop in (string[])["1", "2"]) org.Pos.Shops[shop].OrderWindow = TimeSpan.FromHours(1);

        await org.CostAsync(shown);

        await PrivacyTests.NamedNowhereAsync(org);
        (await org.FindAsync("unmatched_orders", "o1")).Number("total").ShouldBe(10);
        (await org.FindAsync("orders", "o3")).Text("note").ShouldBe("gift");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Given_a_sale_of_nobody_on_which_others_wrote_a_name_When_its_buyer_is_forgotten_Then_that_goes_and_what_they_write_later_stays(bool shown, bool left)
    {
        await using var org = await PrivacyTests.TwoAsync();
        org.Shop.Put(Make.Order("g1", 7, "none@example.com", daysAgo: 2) with { BuyerName = "Ada" });
        await org.CostAsync();
        await org.OthersWriteAsync(left ? "orders" : "unmatched_orders", left ? "o1" : "g1", w => w.Text("note", "for Lovelace"));
        if (left) // with the note on their sale
        {
            org.Shop.Customers.RemoveAll(c => c.Id == "1");
            await org.RunAsync(new() { ApproveDeletes = true });
            (await org.FindAsync("unmatched_orders", "o1")).Text("note").ShouldBe("for Lovelace");
        }

        foreach (var address in (string[])[Address, "none@example.com"])
            await org.OthersWriteAsync("privacy_requests", "main~" + address[..1], w =>
            {
                w.Text("connection", "main");
                w.Text("email", address);
                w.Text("kind", "erase");
                w.Text("reference", address[..1]);
                w.Text("state", "open");
            });
        if (!shown) org.Shop.OrderWindow = TimeSpan.FromHours(1);
        await org.CostAsync();

        await PrivacyTests.NamedNowhereAsync(org);
        (await org.FindAsync("unmatched_orders", "g1")).Has("buyerName").ShouldBeFalse();
        await org.OthersWriteAsync("unmatched_orders", "g1", w => w.Text("note", "checked"));
        await org.CostAsync(full: true);
        await AskAsync(org, PrivacyKind.Erase, "2");
        org.Shop.OrderWindow = null;
        org.Shop.Put(Make.Order("g1", 8, "none@example.com", daysAgo: 2) with { BuyerName = "Ada" });
        await org.CostAsync();
        (await org.FindAsync("unmatched_orders", "g1")).Number("total").ShouldBe(8);
        (await org.FindAsync("unmatched_orders", "g1")).Text("note").ShouldBe("checked");
    }

    [Fact]
    public async Task Given_a_sale_of_a_customer_whose_buyer_was_another_one_When_that_one_is_forgotten_Then_what_others_wrote_on_it_goes()
    {
        await using var org = await PrivacyTests.TwoAsync();
        org.Shop.Put(Make.Order("o5", 2, Address, customer: "2"));
        await org.CostAsync();
        await org.OthersWriteAsync("orders", "o5", w => w.Text("note", "for Lovelace"));
        await AskAsync(org, PrivacyKind.Erase, Address);

        await org.CostAsync(true);

        await PrivacyTests.NamedNowhereAsync(org);
        (await org.FindAsync("unmatched_orders", "o5")).Number("total").ShouldBe(2);
    }

    [Fact]
    public async Task Given_a_sale_of_somebody_else_that_was_named_itself_When_it_is_read_again_Then_what_others_wrote_on_it_goes()
    {
        await using var org = await PrivacyTests.TwoAsync();
        await org.CostAsync();
        await org.OthersWriteAsync("orders", "o3", w => w.Text("note", "for Lovelace"));
        await org.OthersWriteAsync("privacy_requests", "main~1", w =>
        {
            w.Text("connection", "main");
            w.Text("email", Address);
            w.Text("kind", "erase");
            w.TextList("orderIds", ["o3"]);
            w.Text("reference", "1");
            w.Text("state", "open");
        });

        await org.CostAsync(true);

        await PrivacyTests.NamedNowhereAsync(org);
        (await org.FindAsync("unmatched_orders", "o3")).Number("total").ShouldBe(3);
    }

    [Fact]
    public async Task Given_somebody_who_asks_to_be_forgotten_and_then_for_their_data_When_a_run_meets_both_Then_nothing_is_exported()
    {
        await using var org = await PrivacyTests.TwoAsync();
        await org.CostAsync();
        await AskAsync(org, PrivacyKind.Erase, Address);
        var export = await AskAsync(org, PrivacyKind.Export, "second:9");

        await org.CostAsync();

        (await ErasureTests.StatesAsync(org)).ShouldBe(["done", "done"]);
        (await ErasureTests.ExportAsync(org, export)).ShouldBeNull();
        await PrivacyTests.NamedNowhereAsync(org);
    }

    [Fact]
    public async Task Given_both_shops_that_leave_at_once_When_the_run_is_killed_at_any_commit_Then_the_next_leaves_nothing_of_either()
    {
        await using var origin = await PrivacyTests.TwoAsync();
        await origin.CostAsync();
        var export = await ExportOfAsync(origin);
        foreach (var id in (string[])["main~gone", "second~gone"]) await ErasureTests.AskAsync(origin, id, _ => { }, "eraseAccount");

        var point = 0;
        for (var killed = true; killed; point++)
        {
            await using var org = origin.Copy();
            (org.Store.KillAt, org.Store.AfterEffect) = ((point / 2) + 1, point % 2 == 1);
            killed = await IsKilledAsync(org);
            await using var after = org.Restart();
            after.Time.Advance(TimeSpan.FromSeconds(31));
            // What the killed run had ended there is nothing left to run for.
            if ((await after.AllAsync("connections")).Count > 0) await after.CostAsync();

            (await Snapshot.OfAsync(after)).ShouldBeEmpty($"point {point}");
            foreach (var left in (string[])["connections", "privacy_exports"]) (await after.AllAsync(left)).ShouldBeEmpty($"{left}, point {point}");
            (await after.AllAsync("ledger")).ShouldAllBe(l => l.Path.Id.StartsWith("_people", StringComparison.Ordinal), $"point {point}");
            (await ErasureTests.StatesAsync(after)).ShouldAllBe(s => s == "done", $"point {point}");
            (await ErasureTests.ExportAsync(after, export)).ShouldBeNull();
        }

        point.ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task Given_a_shop_that_leaves_When_somebody_connects_it_again_during_the_run_Then_they_are_told_to_wait()
    {
        await using var org = await PrivacyTests.TwoAsync();
        await org.CostAsync();
        await ErasureTests.AskAsync(org, "second~gone", _ => { }, "eraseAccount");
        Orgs.OrgException? refused = null;
        org.Shop.BeforePage = async (_, _) => refused ??= await Should.ThrowAsync<Orgs.OrgException>(
            () => org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" }));

        await org.CostAsync();

        refused.ShouldNotBeNull().Message.ShouldContain("being removed");
        (await org.AllAsync("connections")).Select(c => c.Path.Id).ShouldBe(["main"]);
    }

    [Fact]
    public async Task Given_a_request_of_a_connection_that_is_gone_When_another_has_the_same_ids_Then_nobody_of_that_one_is_forgotten()
    {
        await using var org = await PrivacyTests.TwoAsync();
        await org.CostAsync();
        await org.OthersDeleteAsync("connections", "second");
        await ErasureTests.AskAsync(org, "second~1", w =>
        {
            w.Text("customerId", "2");
            w.Text("email", Address);
            w.TextList("orderIds", ["o3"]);
        });

        await org.CostAsync();

        (await ErasureTests.StatesAsync(org)).ShouldBe(["done"]);
        (await org.FindAsync("customers", "2")).Text("email").ShouldBe("c2@example.com");
        (await org.FindAsync("orders", "o3")).Text("customerId").ShouldBe("2");
        (await org.GetAsync("customers", "1")).ShouldBeNull();
    }

    private static async Task<string> AskAsync(TestOrg org, PrivacyKind kind, string who)
    {
        org.Time.Advance(TimeSpan.FromSeconds(1));
        return await PrivacyTests.Requests(org).AskAsync(org.Tenant(), kind, who);
    }

    private static async Task<string> ExportOfAsync(TestOrg org)
    {
        await ErasureTests.AskAsync(org, "main~data", w => w.Text("email", Address), "export");
        await org.CostAsync();
        return "main~data";
    }

    private static async Task<bool> IsKilledAsync(TestOrg org)
    {
        try
        {
            await org.CostAsync();
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
    }
}
