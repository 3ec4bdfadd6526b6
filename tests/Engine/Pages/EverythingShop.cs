using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Deletes;
using Sync.Engine.Privacy;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests.Pages;

/// <summary>An org of two shops to which nearly everything happens that documents can tell of.</summary>
internal static class EverythingShop
{
    private const string Person = "ada@example.com";

    public static async Task LiveAsync(SeenFields seen)
    {
        await using var org = await TestOrg.OpenAsync();
        Fill(org.Shop);
        org.Pos.Shops["2"] = new ScriptedShop();
        org.Pos.Shops["2"].Put(Make.Customer("9", Person));
        org.Pos.Shops["2"].Put(Make.Order("o9", 7, Person));
        await org.ConnectAsync("second", ScriptedPos.Id, new Dictionary<string, string> { ["shop"] = "2" });
        await RunAsync(org, seen);

        Change(org.Shop);
        await RunAsync(org, seen);
        await DecideAsync(org, seen);
        await FailAsync(org, seen);
        await AskAsync(org, seen);
        await CompareAsync(org, seen);
        await org.Connections.SetActiveAsync(org.Tenant(), "second", false, Actor.Operator);
        await seen.LookAsync(org.Tenant());
    }

    private static void Fill(ScriptedShop shop)
    {
        shop.Put(Make.Customer("1", Person, points: 600) with { CreatedAt = Make.Noon.AddYears(-1) });
        shop.Put(Make.Customer("2", "ben@example.com"));
        shop.Put(Make.Order("full", 20, Person) with
        {
            Tip = Make.Usd(1),
            ServiceCharge = Make.Usd(2),
            Rounding = Make.Usd(0.02m),
            TimeZone = "America/New_York",
            BusinessDate = new DateOnly(2026, 11, 18),
            Lines = [new OrderLine("p1", "Thing", 1, 20, Make.Usd(20), "Flower")],
        });
        shop.Put(Make.Order("nobodys", 5, "stranger@example.com", user: "u99") with { BuyerName = "A Stranger", BuyerPhone = "+15550000", Tip = Make.Usd(1), TimeZone = "Mars/Olympus_Mons" });
        shop.Put(Make.Order("yen", 100, Person, currency: Currency.Of("JPY")));
        foreach (var half in (int[])[0, 1])
            shop.Put(Make.Order("long" + half, 600, "ben@example.com") with
            {
                Lines = [.. Enumerable.Range(600 * half, 600).Select(i => new OrderLine(new string('x', 900) + i, "Thing", 1, 1, Make.Usd(1)))],
            });
        for (var i = 1; i <= 40; i++) shop.Put(Make.Product(i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        shop.EditProduct("1", p => p with { Strain = StrainType.Hybrid, Subcategory = "Buds", Sku = "S1", Barcode = "400" });
        shop.EditProduct("2", p => p with { Name = "Sour Diesel Sativa", ParentId = "1", Variant = "Large" });
        shop.Put(Make.Level("1", 4));
    }

    private static void Change(ScriptedShop shop)
    {
        shop.EditCustomer("2", c => c with { FirstName = "Benjamin" });
        shop.Products.RemoveRange(10, 30);
    }

    private static async Task DecideAsync(TestOrg org, SeenFields seen)
    {
        var held = (await HeldDeletes.ListAsync(org.Tenant())).ShouldHaveSingleItem();
        await new HeldDeletes(org.Time).RejectAsync(org.Tenant(), held.Connection, held.Stream, held.Set, Actor.Operator);
        await seen.LookAsync(org.Tenant());
        await RunAsync(org, seen);
    }

    private static async Task FailAsync(TestOrg org, SeenFields seen)
    {
        org.Shop.Faults[PosStream.Customers] = new StreamFault(0, new InvalidOperationException("a bug"));
        await RunAsync(org, seen, allIsWell: false);
        foreach (var link in (bool[])[true, false])
        {
            org.Shop.Faults[PosStream.Customers] = new StreamFault(0, new ReauthoriseException("Connect again.", "revoked"));
            await RunAsync(org, seen, allIsWell: false, new ReconnectWay("there", link));
        }

        org.Shop.Faults.Clear();
        org.Shop.Orders.Clear(); // an empty answer where there were orders
        await RunAsync(org, seen, allIsWell: false);
        Fill(org.Shop);
        await RunAsync(org, seen);
    }

    private static async Task AskAsync(TestOrg org, SeenFields seen)
    {
        var requests = new PrivacyRequests(org.Connections, org.Time);
        var export = await requests.AskAsync(org.Tenant(), PrivacyKind.Export, Person);
        await requests.AskAsync(org.Tenant(), PrivacyKind.Erase, "2");
        await seen.LookAsync(org.Tenant());
        await RunAsync(org, seen);
        (await requests.ExportAsync(org.Tenant(), export, Actor.Operator)).ShouldNotBeNull();
        await org.OthersWriteAsync("privacy_requests", "second~1", w =>
        {
            w.Text("connection", "second");
            w.Text("customerId", new string('x', 1495));
            w.Text("kind", "erase");
            w.Text("state", "open");
        });
        await RunAsync(org, seen);
    }

    private static async Task CompareAsync(TestOrg org, SeenFields seen)
    {
        await org.RunAsync(new RunOptions { Again = new OrderRange("main", new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 20)) });
        var order = (await org.AllAsync("orders"))[0];
        await org.Tenant().CommitAsync([Store.DocumentWrite.Merge(order.Path, Store.DocumentBody.Build(w => w.Number("total", 1)))]);
        await new TieOut(org.Time).CheckAsync(org.Tenant());
        await seen.LookAsync(org.Tenant());
    }

    private static async Task RunAsync(TestOrg org, SeenFields seen, bool allIsWell = true, ReconnectWay? again = null)
    {
        org.Time.Advance(TimeSpan.FromHours(1));
        var report = await org.Runner(again: again).RunAsync(TestOrg.Acme, new RunOptions());
        if (allIsWell) report.Runs.ShouldAllBe(r => r.ErrorDetail == null);
        await seen.LookAsync(org.Tenant());
    }
}
