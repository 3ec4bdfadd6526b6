using Sync.Simulator.Kit;

namespace Sync.Web.Tests.Webhooks;

/// <summary>Of each POS: what a webhook tells of is read by its id and stored as the ordinary sync would store it.</summary>
public sealed class HintedRunTests
{
    public static TheoryData<string> Connectors => [.. FakeWebhooks.SecretSettings.Keys];

    public static TheoryData<string, int> Seeds
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var connector in FakeWebhooks.SecretSettings.Keys)
                for (var seed = 1; seed <= 3; seed++) all.Add(connector, seed);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public async Task GivenAChangeOfEachKind_WhenOnlyWhatWebhooksToldIsRead_ThenAllIsAsWithAnOrdinarySync(string connector)
    {
        await using var shop = await HookedShop.OpenAsync(connector);
        await shop.ConnectAsync("told", "polled");
        await shop.SyncAsync("told", "polled");
        await shop.ShouldBeAlikeAsync("told", "polled", "at first");

        var changes = new ShopChanges(shop, 7);
        changes.One(TruthKind.Customer);
        changes.One(TruthKind.Order);
        changes.One(TruthKind.Product);
        changes.One(TruthKind.Level);
        changes.Sell();
        await shop.DeliverAsync("told", changes.Told);
        var asked = shop.Pos.Requests.Count;
        var report = await shop.CarryOutAsync("told");

        shop.Pos.Requests.Count.ShouldBeGreaterThan(asked);
        report.Runs.ShouldHaveSingleItem().ByHints.ShouldBeTrue();
        (await shop.AnyWaitsAsync("told")).ShouldBeFalse();
        await shop.SyncAsync("polled");
        await shop.ShouldBeAlikeAsync("told", "polled", "told");
    }

    // What a POS sends of each that is deleted: of Square's orders, Toast's guests and menus' dishes nothing names them.
    [Theory]
    [InlineData("square", TruthKind.Customer)]
    [InlineData("square", TruthKind.Product)]
    [InlineData("shopify", TruthKind.Customer)]
    [InlineData("shopify", TruthKind.Order)]
    [InlineData("shopify", TruthKind.Product)]
    [InlineData("toast", TruthKind.Order)]
    [InlineData("toast", TruthKind.Product)]
    [InlineData("lightspeed", TruthKind.Customer)]
    [InlineData("lightspeed", TruthKind.Order)]
    [InlineData("lightspeed", TruthKind.Product)]
    [InlineData("clover", TruthKind.Customer)]
    [InlineData("clover", TruthKind.Order)]
    [InlineData("clover", TruthKind.Product)]
    public async Task GivenADeletedRecordThatComesBack_WhenOnlyWhatWebhooksToldIsRead_ThenItIsGoneAndThereAgainAsWithAWholeSync(string connector, TruthKind kind)
    {
        await using var shop = await HookedShop.OpenAsync(connector);
        await shop.ConnectAsync("told", "polled");
        await shop.SyncAsync("told", "polled");
        var (changes, before) = (new ShopChanges(shop, 5), await shop.SnapshotAsync("told"));

        foreach (var deleted in (bool[])[true, false])
        {
            shop.Time.Advance(TimeSpan.FromMinutes(1));
            changes.Told.Clear();
            if (deleted) changes.Delete(kind);
            else changes.Restore(kind);
            await shop.DeliverAsync("told", changes.Told);
            await shop.CarryOutAsync("told");
            await shop.SyncWholeAsync("polled");

            (await shop.AnyWaitsAsync("told")).ShouldBeFalse();
            // Shopify's orders name no product that is gone: the whole sync has read them again, and no webhook tells of them.
            await shop.ShouldBeAlikeAsync("told", "polled", $"{connector}, {kind}, {(deleted ? "deleted" : "back")}", but: k => (connector, kind) == ("shopify", TruthKind.Product) && HasLines(k));
            if (deleted) (await shop.SnapshotAsync("told")).Count.ShouldBeLessThan(before.Count);
            else (await shop.SnapshotAsync("told")).Keys.ShouldBe(before.Keys);
        }
    }

    private static bool HasLines(string key) => key.Split('/')[0] is "orders" or "unmatched_orders" or "daily_sales";

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task GivenWebhooksDuplicatedReorderedAndDropped_WhenTheNextSyncHasRun_ThenAllIsAsWithPollingAlone(string connector, int seed)
    {
        await using var shop = await HookedShop.OpenAsync(connector, seed);
        await shop.ConnectAsync("told", "polled");
        await shop.SyncAsync("told", "polled");
        var (random, changes) = (new Random(seed), new ShopChanges(shop, seed));
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 8; i++) changes.Any();
            var told = changes.Told.Where(_ => random.Next(4) > 0).ToList();
            told.AddRange(told.Where(_ => random.Next(3) == 0).ToList());
            var mixed = told.OrderBy(_ => random.Next()).ToList();
            var half = mixed.Count / 2;
            await shop.DeliverAsync("told", mixed[..half]);
            if (random.Next(2) == 0) await shop.CarryOutAsync("told");
            await shop.DeliverAsync("told", mixed[half..]);
            await shop.CarryOutAsync("told");
            shop.Time.Advance(TimeSpan.FromMinutes(2));
        }

        await shop.SyncAsync("told", "polled");

        await shop.ShouldBeAlikeAsync("told", "polled", $"{connector}, seed {seed}");
        (await shop.AnyWaitsAsync("told")).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public async Task GivenAnOrgThatWasNeverSynced_WhenWebhooksCome_ThenTheyWaitForTheFirstSyncAndAreSettledByIt(string connector)
    {
        await using var shop = await HookedShop.OpenAsync(connector, size: 10);
        await shop.ConnectAsync("new", "polled");
        var changes = new ShopChanges(shop, 3);
        changes.One(TruthKind.Order);
        changes.One(TruthKind.Level);
        await shop.DeliverAsync("new", changes.Told);
        shop.Time.Advance(TimeSpan.FromSeconds(1));

        (await shop.CarryOutAsync("new")).Runs.ShouldBeEmpty();
        (await shop.AnyWaitsAsync("new")).ShouldBeTrue();
        (await shop.SnapshotAsync("new")).ShouldBeEmpty();
        await shop.SyncAsync("new", "polled");

        (await shop.AnyWaitsAsync("new")).ShouldBeFalse();
        await shop.ShouldBeAlikeAsync("new", "polled", connector);
    }
}
