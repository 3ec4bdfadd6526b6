using System.Text;
using Sync.ConnectorKit;
using Sync.Engine.Ledger;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Store;

namespace Sync.Engine.Tests;

/// <summary>
/// What others wrote into our documents and into the ledger, of whatever kind, ends no run: a full one mends it, as a usual one does what it
/// cannot read in its own books.
/// </summary>
public sealed class ForeignHandTests
{
    /// <summary>By collection, id, and what stands there instead of our fields (an image and points are given once, and are then others').</summary>
    public static TheoryData<string, string, string> Spoils { get; } = new()
    {
        { "orders", "o3", """{"items":["a",7,null,{"quantity":"many","total":[1]}],"total":"free","createdAt":5,"businessDate":true}""" },
        { "orders", "o3", """{"total":1e300,"refunded":-1e27,"items":[{"productId":"p1","quantity":1e27,"total":1e300}]}""" },
        { "orders", "o3", """{"total":123456789012345678901,"currency":"USD","status":"completed","items":[{"quantity":9999999999999999999,"total":7}]}""" },
        { "orders", "o3", """{"locationId":"LONG","timeZone":"Mars/Olympus","currency":"USD","total":5,"status":"completed"}""" },
        { "orders", "o3", """{}""" },
        { "customers", "3", """{"email":["a"],"userId":{"a":1},"loyaltyPoints":0,"segment":7,"loyaltyTier":false,"createdAt":"soon"}""" },
        { "customers", "3", """{}""" },
        { "customer_spending", "cid_3", """{"totalSpent":1e300,"orderCount":"x"}""" },
        { "products", "3", """{"price":"free","thcPercent":[],"cost":1e300,"imageSource":"scripted","imageUrl":"https://pos.example.com/3.jpg"}""" },
        { "publicViews/products/items", "3", """{"imageSource":"scripted","imageUrl":"https://pos.example.com/3.jpg"}""" },
        { "daily_sales", "2026-11-17", """{"products":[1,"a",null],"net":1e300,"locationId":7,"part":"two"}""" },
        { "daily_sales", "2026-11-17", """{"part":2,"parts":3}""" },
        { "daily_sales", "2026-11-17", """{}""" },
        { "daily_sales", "2031-01-01", """{"businessDate":"2031-01-01","locationId":"main","net":5,"orderCount":1}""" },
        { "daily_sales", "notes", """{"text":"from others"}""" },
    };

    [Theory]
    [MemberData(nameof(Spoils))]
    public async Task Given_a_document_that_others_spoilt_When_all_is_compared_Then_it_is_mended_for_good(string collection, string id, string json)
    {
        await using var org = await FullRunTests.GivenAsync();
        var before = await Snapshot.OfAsync(org);
        await org.Tenant().CommitAsync([DocumentWrite.Replace(new DocumentPath(collection, id), Of(json.Replace("LONG", new string('x', 400), StringComparison.Ordinal)))]);

        var run = await org.SyncAsync(full: true);

        (await Snapshot.OfAsync(org)).ShouldEqual(before);
        (run.RepairedDerived + run.Streams.Values.Sum(s => s.Repaired)).ShouldBeGreaterThan(0);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_points_that_no_number_holds_When_all_is_compared_Then_they_stay_and_count_as_none()
    {
        await using var org = await FullRunTests.GivenAsync();
        await org.Tenant().CommitAsync([DocumentWrite.Merge(new DocumentPath("customers", "3"), Of("""{"loyaltyPoints":1e300}"""), [])]);

        await org.SyncAsync(full: true);

        (await org.FindAsync("customers", "3")).Text("loyaltyTier").ShouldBe("bronze");
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(620L)]
    public async Task Given_points_that_others_took_away_When_all_is_compared_Then_those_last_seen_are_there_again(long? points)
    {
        await using var org = await FullRunTests.GivenAsync();
        if (points is { } given)
        {
            await org.OthersWriteAsync("customers", "3", w => w.Number("loyaltyPoints", given));
            await org.SyncAsync(full: true);
        }

        var before = await Snapshot.OfAsync(org);
        await org.OthersWriteAsync("customers", "3", _ => { }, "loyaltyPoints");

        var run = await org.SyncAsync(full: true);

        (await Snapshot.OfAsync(org)).ShouldEqual(before);
        (run.RepairedDerived + run.Streams.Values.Sum(s => s.Repaired)).ShouldBe(1);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("userId")]
    public async Task Given_a_field_that_others_gave_a_customer_who_has_none_When_all_is_compared_Then_it_goes(string field)
    {
        await using var org = await FullRunTests.GivenAsync();
        org.Shop.Put(Make.Customer("bare") with { Phone = null, UserId = null });
        await org.SyncAsync();
        var before = await Snapshot.OfAsync(org);
        await org.OthersWriteAsync("customers", "bare", w => w.Text(field, "u1"));

        var run = await org.SyncAsync(full: true);

        (await Snapshot.OfAsync(org)).ShouldEqual(before);
        run.Streams[PosStream.Customers].Repaired.ShouldBe(1);
        (await org.CostAsync(full: true)).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_an_order_that_others_gave_another_location_When_all_is_compared_Then_the_days_keep_their_ids()
    {
        await using var org = await FullRunTests.GivenAsync();
        var before = await Snapshot.OfAsync(org);
        await org.OthersWriteAsync("orders", "o3", w => w.Text("locationId", "elsewhere"));

        await org.SyncAsync(full: true);

        (await Snapshot.OfAsync(org)).ShouldEqual(before);
    }

    public static TheoryData<string, string> SpoiltBooks { get; } = new()
    {
        { "customers", "bytes" }, { "orders-2026-11", "bytes" }, { "products", "bytes" }, { "days", "bytes" },
        { "customers", "short" }, { "orders-2026-11", "short" }, { "days", "text" }, { "customers", "bare" },
    };

    [Theory]
    [MemberData(nameof(SpoiltBooks))]
    public async Task Given_a_bucket_of_the_ledger_that_others_wrote_to_When_synced_Then_the_ledger_is_made_anew(string table, string how)
    {
        await using var org = await FullRunTests.GivenAsync();
        org.Shop.Edit("o1", o => o with { Total = Make.Usd(-1) }); // so that every table is needed
        org.Shop.Put(Make.Product("3", 77));
        var expected = await ExpectedAsync(org);
        var buckets = (await org.AllAsync("ledger")).Where(d => d.Path.Id.StartsWith($"main~{table}~", StringComparison.Ordinal)).ToList();
        buckets.ShouldNotBeEmpty();
        foreach (var bucket in buckets)
            await org.Tenant().CommitAsync([DocumentWrite.Replace(bucket.Path, Spoilt(bucket.Body.Read().Bytes("rows")!, how))]);

        await org.SyncAsync();

        (await Snapshot.OfAsync(org)).ShouldEqual(expected);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"name":"customers","buckets":1,"slots":""}""")]
    [InlineData("""{"name":"customers","buckets":-1,"slots":"a"}""")]
    [InlineData("""{"name":"orders-soon","buckets":1,"slots":"a"}""")]
    [InlineData("""{"buckets":1,"slots":"a"}""")]
    public async Task Given_a_head_of_the_ledger_that_others_wrote_to_When_synced_Then_the_ledger_is_made_anew(string table)
    {
        await using var org = await FullRunTests.GivenAsync();
        var before = await Snapshot.OfAsync(org);
        await org.OthersWriteAsync("ledger", "main", w =>
        {
            w.Copy("tables", Of($$"""{"tables":[{{table}}]}""").Read().Value("tables")!.Value);
            w.Map("cursors", m => m.Number("orders", 7));
            w.TextList("pendingMonths", ["soon"]);
            w.Map("listedTwice", m => m.TextList("orders", ["none"]));
        });

        await org.SyncAsync();

        (await Snapshot.OfAsync(org)).ShouldEqual(before);
        (await org.CostAsync()).StoreByCollection.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_ledger_of_a_former_version_without_prints_When_synced_Then_it_is_read_and_nothing_is_written_twice()
    {
        await using var org = await FullRunTests.GivenAsync();
        foreach (var bucket in await org.AllAsync("ledger"))
            if (bucket.Body.Read().Bytes("rows") is { } rows)
                await org.Tenant().CommitAsync([DocumentWrite.Replace(bucket.Path, DocumentBody.OfBytes("data", rows.AsSpan(BucketPrint.Bytes)))]);

        var quiet = await org.CostAsync();

        quiet.StoreByCollection.TenantWrites().ShouldBe(0);
        quiet.Runs[0].Full.ShouldBeFalse();
    }

    private static DocumentBody Of(string json) => new(Encoding.UTF8.GetBytes(json));

    private static DocumentBody Spoilt(byte[] rows, string how)
    {
        if (how == "text") return DocumentBody.Build(w => w.Text("rows", "from others"));
        if (how == "short") return DocumentBody.OfBytes("rows", rows.AsSpan(0, rows.Length / 2));
        if (how == "bare") return DocumentBody.OfBytes("rows", rows.AsSpan(BucketPrint.Bytes));
        var spoilt = rows.ToArray();
        for (var i = 0; i < spoilt.Length; i++)
            if (i % 3 == 1) spoilt[i] ^= 0x5a;
        return DocumentBody.OfBytes("rows", spoilt);
    }

    private static async Task<SortedDictionary<string, string>> ExpectedAsync(TestOrg org)
    {
        await using var copy = org.Copy();
        await copy.SyncAsync();
        return await Snapshot.OfAsync(copy);
    }
}
