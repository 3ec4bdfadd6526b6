using Sync.ConnectorKit;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>A menu that the org opens to the world: firestore.rules let it in where the org's document says both that it may be open and that no cost stands there.</summary>
public sealed class PublicMenuTests
{
    private const string Public = "publicViews/products/items";

    [Fact]
    public async Task Given_a_menu_with_costs_When_it_is_opened_Then_it_shows_once_a_run_has_taken_them_out()
    {
        await using var org = await TwoAsync();
        await OpenMenuAsync(org);
        (await ShowsAsync(org)).ShouldBeFalse();

        await org.CostAsync();

        (await ShowsAsync(org)).ShouldBeTrue();
        (await CostsAsync(org)).ShouldBeEmpty();
        (await org.FindAsync("products", "1")).Number("cost").ShouldBe(4);
        var quiet = await org.CostAsync();
        (quiet.Store.Writes, quiet.Store.Deletes).ShouldBe((6, 0)); // lease and fence, a record for each connection, status, lease given back
        quiet.StoreByCollection.GetValueOrDefault(Public).Reads.ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_closed_menu_When_it_is_synced_Then_nothing_is_looked_through_and_the_orgs_document_is_left_alone()
    {
        await using var org = await TwoAsync();
        var before = await org.Tenant().GetAsync(DocumentPath.Tenant);

        var quiet = await org.CostAsync();

        (await org.Tenant().GetAsync(DocumentPath.Tenant))!.Version.ShouldBe(before!.Version);
        quiet.StoreByCollection.GetValueOrDefault(Public).Reads.ShouldBe(0);
        (await ShowsAsync(org)).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_products_that_no_run_compares_When_the_menu_is_opened_Then_their_costs_go_as_well()
    {
        await using var org = await TwoAsync(new OrgSettings { Name = "Acme", DeleteLimitCount = 0, DeleteLimitShare = 0 });
        await org.OthersWriteAsync(Public, "stray", w => w.Number("cost", 9));
        org.Shop.Products.RemoveAll(p => p.Id == "2"); // held: the limit is 0
        org.Shop.EditProduct("3", p => p with { Name = new string('x', 1_100_000), Cost = Make.Usd(5) }); // refused
        Second(org).Faults[PosStream.Products] = new StreamFault(0, new RetryLaterException("away", "away"));
        await OpenMenuAsync(org, new OrgSettings { Name = "Acme", DeleteLimitCount = 0, DeleteLimitShare = 0 });

        await org.RunAsync();

        (await CostsAsync(org)).ShouldBeEmpty();
        (await org.AllAsync(Public)).Select(d => d.Path.Id).ShouldBe(["1", "2", "3", "second:1", "second:2", "second:3", "stray"], ignoreOrder: true);
        (await ShowsAsync(org)).ShouldBeTrue();
    }

    [Fact]
    public async Task Given_a_run_killed_at_any_commit_When_the_menu_was_opened_Then_no_cost_ever_shows_and_it_ends_up_the_same()
    {
        await using var origin = await TwoAsync();
        origin.Store.Limits = TestOrg.Small;
        await OpenMenuAsync(origin);
        await using var undisturbed = origin.Copy();
        await undisturbed.CostAsync();
        var expected = await Snapshot.OfAsync(undisturbed);

        var point = 0;
        while (await KilledAsync(origin, point / 2 + 1, afterEffect: point % 2 == 1) is { } killed)
        {
            await using var org = killed;
            var context = $"commit {point / 2 + 1}, {point % 2}";
            if (await ShowsAsync(org)) (await CostsAsync(org)).ShouldBeEmpty(context);
            org.Time.Advance(TimeSpan.FromSeconds(31));
            await org.CostAsync();
            (await ShowsAsync(org)).ShouldBeTrue(context);
            (await Snapshot.OfAsync(org)).ShouldEqual(expected, context);
            (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0, context);
            point++;
        }

        point.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Given_an_opening_killed_at_any_commit_When_the_menu_is_closed_again_Then_the_costs_come_back()
    {
        await using var origin = await TwoAsync();
        origin.Store.Limits = TestOrg.Small;
        var expected = await Snapshot.OfAsync(origin);
        await OpenMenuAsync(origin);

        var point = 0;
        while (await KilledAsync(origin, point / 2 + 1, afterEffect: point % 2 == 1) is { } killed)
        {
            await using var org = killed;
            await CloseMenuAsync(org);
            (await ShowsAsync(org)).ShouldBeFalse();
            org.Time.Advance(TimeSpan.FromSeconds(31));
            await org.CostAsync();
            (await Snapshot.OfAsync(org)).ShouldEqual(expected, $"commit {point / 2 + 1}, {point % 2}");
            await OpenMenuAsync(org);
            (await ShowsAsync(org)).ShouldBeFalse($"commit {point / 2 + 1}, {point % 2}");
            point++;
        }
    }

    [Fact]
    public async Task Given_a_pos_that_is_away_while_the_menu_is_open_When_it_is_closed_again_Then_the_costs_come_back()
    {
        await using var org = await TwoAsync();
        var expected = await Snapshot.OfAsync(org);
        await OpenMenuAsync(org);
        org.Pos.OnRead = (_, _) => throw new RetryLaterException("away", "away");
        await org.RunAsync();
        (await ShowsAsync(org)).ShouldBeTrue();
        org.Pos.OnRead = null;
        await CloseMenuAsync(org);

        await org.CostAsync();

        (await Snapshot.OfAsync(org)).ShouldEqual(expected);
    }

    [Fact]
    public async Task Given_a_run_that_read_the_settings_before_the_menu_was_opened_When_it_gets_the_lease_Then_it_shows_no_cost()
    {
        await using var org = await TwoAsync();
        var first = true;
        org.Store.AfterRead = async paths =>
        {
            if (!first || paths is not [{ Collection: "" }]) return;
            first = false;
            await OpenMenuAsync(org);
            await org.Runner("quicker").RunAsync(TestOrg.Acme, new RunOptions());
            (await ShowsAsync(org)).ShouldBeTrue();
        };
        org.Shop.EditProduct("1", p => p with { Cost = Make.Usd(3) });

        await org.CostAsync(full: true);

        first.ShouldBeFalse();
        (await CostsAsync(org)).ShouldBeEmpty();
        (await org.FindAsync("products", "1")).Number("cost").ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_settings_that_are_saved_in_the_midst_of_an_opening_When_it_ends_Then_what_was_saved_holds(bool staysOpen)
    {
        await using var org = await TwoAsync();
        await OpenMenuAsync(org);
        var saved = false;
        org.Store.BeforeCommit = async writes =>
        {
            if (saved || writes.All(w => w.Path != DocumentPath.Tenant)) return;
            saved = true;
            await org.Orgs.SaveAsync(TestOrg.Acme, new OrgSettings { Name = "Renamed", PublicMenu = staysOpen });
        };

        await org.CostAsync();

        saved.ShouldBeTrue();
        var document = await OwnAsync(org);
        (document.Text("name"), document.Flag("publicMenu"), document.Flag("publicMenuReady")).ShouldBe(("Renamed", staysOpen, staysOpen ? true : null));
        if (staysOpen) return;
        await org.CostAsync();
        await OpenMenuAsync(org);
        (await ShowsAsync(org)).ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_dry_run_When_the_menu_was_opened_Then_nothing_is_taken_out()
    {
        await using var org = await TwoAsync();
        await OpenMenuAsync(org);

        await org.RunAsync(new RunOptions { DryRun = true });

        (await CostsAsync(org)).Count.ShouldBe(6);
        (await ShowsAsync(org)).ShouldBeFalse();
    }

    private static ScriptedShop Second(TestOrg org) => org.Pos.Shops["2"];

    /// <summary>Two shops with three products each, synced, the menu closed.</summary>
    private static async Task<TestOrg> TwoAsync(OrgSettings? settings = null)
    {
        var org = await TestOrg.OpenAsync(settings);
        org.Pos.Shops["2"] = new ScriptedShop();
        await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" });
        foreach (var shop in org.Pos.Shops.Values)
            for (var i = 1; i <= 3; i++)
                shop.Put(Make.Product($"{i}"));
        await org.CostAsync();
        (await CostsAsync(org)).Count.ShouldBe(6);
        return org;
    }

    private static Task OpenMenuAsync(TestOrg org, OrgSettings? settings = null) =>
        org.Orgs.SaveAsync(TestOrg.Acme, (settings ?? new OrgSettings { Name = "Acme" }) with { PublicMenu = true });

    private static Task CloseMenuAsync(TestOrg org) => org.Orgs.SaveAsync(TestOrg.Acme, new OrgSettings { Name = "Acme" });

    private static async Task<DocumentFields> OwnAsync(TestOrg org) => (await org.Tenant().GetAsync(DocumentPath.Tenant))!.Body.Read();

    /// <summary>Whether the rules let the world in.</summary>
    private static async Task<bool> ShowsAsync(TestOrg org) =>
        await OwnAsync(org) is var own && own.Flag("publicMenu") == true && own.Flag("publicMenuReady") == true;

    /// <summary>The public documents that hold a cost.</summary>
    private static async Task<List<string>> CostsAsync(TestOrg org) =>
        [.. (await org.AllAsync(Public)).Where(d => d.Body.Read() is var f && (f.Has("cost") || f.Has("batchCost"))).Select(d => d.Path.Id)];

    /// <summary>A copy whose run was killed; null where the run ended before.</summary>
    private static async Task<TestOrg?> KilledAsync(TestOrg origin, int commit, bool afterEffect)
    {
        var org = origin.Copy();
        (org.Store.KillAt, org.Store.AfterEffect) = (commit, afterEffect);
        try
        {
            await org.RunAsync();
        }
        catch (KilledException)
        {
            // as it should be
        }

        if (org.Store.Killed)
        {
            await org.Store.DisposeAsync();
            return org.Restart();
        }

        await org.DisposeAsync();
        return null;
    }
}
