using System.Globalization;

namespace Sync.Store.Tests.Contract;

public abstract partial class StoreContract
{
    private static DateTimeOffset Day(int day) => new(2026, 1, day, 12, 0, 0, TimeSpan.Zero);

    private static DocumentQuery Orders => new() { Collection = "orders" };

    private static DocumentFilter Where(string field, FilterOperator op, object value) => new(field, op, value);

    private async Task GivenOrders()
    {
        Given();
        await Tenant.CommitAsync(Enumerable.Range(1, 9).Select(i => DocumentWrite.Create(new DocumentPath("orders", "o" + i), Body(b =>
        {
            b.Text("orgId", "acme");
            b.Text("customerId", i % 2 == 0 ? "even" : "odd");
            b.Time("createdAt", Day(i <= 8 ? i : 8));
            b.Number("total", i * 1.5m);
            b.Flag("big", i > 5);
            if (i > 3) b.Text("note", "é" + i.ToString(CultureInfo.InvariantCulture));
            if (i == 9) b.Text("mixed", "text");
            if (i == 8) b.Number("mixed", 8);
            if (i == 7) b.Null("mixed");
        }))).ToList());
        await Tenant.CommitAsync([DocumentWrite.Create(new DocumentPath("customers", "o1"), DocumentBody.Empty)]);
    }

    [SkippableFact]
    public async Task Given_documents_When_queried_without_conditions_Then_all_of_the_collection_come_by_id()
    {
        await GivenOrders();
        (await IdsOf(Orders)).ShouldBe(["o1", "o2", "o3", "o4", "o5", "o6", "o7", "o8", "o9"]);
        (await IdsOf(new DocumentQuery { Collection = "nothing" })).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Given_documents_When_filtered_Then_only_those_with_the_value_come()
    {
        await GivenOrders();
        (await IdsOf(Orders with { Filters = [Where("customerId", FilterOperator.Equal, "even")] })).ShouldBe(["o2", "o4", "o6", "o8"]);
        (await IdsOf(Orders with { Filters = [Where("big", FilterOperator.Equal, true)] })).ShouldBe(["o6", "o7", "o8", "o9"]);
        (await IdsOf(Orders with { Filters = [Where("total", FilterOperator.Equal, 4.5m)] })).ShouldBe(["o3"]);
        (await IdsOf(Orders with { Filters = [Where("total", FilterOperator.Equal, 3L)] })).ShouldBe(["o2"]);
        (await IdsOf(Orders with { Filters = [Where("createdAt", FilterOperator.Equal, Day(8))] })).ShouldBe(["o8", "o9"]);
        (await IdsOf(Orders with { Filters = [Where("note", FilterOperator.Equal, "é4"), Where("big", FilterOperator.Equal, false)] })).ShouldBe(["o4"]);
        (await IdsOf(Orders with { Filters = [Where("nowhere", FilterOperator.Equal, "x")] })).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Given_a_range_When_queried_Then_its_field_orders_the_answer()
    {
        await GivenOrders();
        (await IdsOf(Orders with { Filters = [Where("total", FilterOperator.GreaterThan, 9m), Where("total", FilterOperator.LessThanOrEqual, 12L)] })).ShouldBe(["o7", "o8"]);
        (await IdsOf(Orders with { Filters = [Where("createdAt", FilterOperator.GreaterThanOrEqual, Day(7))] })).ShouldBe(["o7", "o8", "o9"]);
        (await IdsOf(Orders with { Filters = [Where("createdAt", FilterOperator.LessThan, Day(3))] })).ShouldBe(["o1", "o2"]);
        (await IdsOf(Orders with { Filters = [Where("note", FilterOperator.GreaterThan, "é8")] })).ShouldBe(["o9"]);
    }

    [SkippableFact]
    public async Task Given_values_of_several_kinds_When_ranged_Then_only_the_kind_asked_for_comes()
    {
        await GivenOrders();
        (await IdsOf(Orders with { Filters = [Where("mixed", FilterOperator.GreaterThan, 0L)] })).ShouldBe(["o8"]);
        (await IdsOf(Orders with { OrderBy = [new DocumentOrder("mixed")] })).ShouldBe(["o7", "o8", "o9"]);
    }

    [SkippableFact]
    public async Task Given_an_order_When_queried_Then_ties_go_by_id_in_its_direction()
    {
        await GivenOrders();
        (await IdsOf(Orders with { OrderBy = [new DocumentOrder("createdAt", true)], Limit = 3 })).ShouldBe(["o9", "o8", "o7"]);
        (await IdsOf(Orders with { OrderBy = [new DocumentOrder("big")], Limit = 2 })).ShouldBe(["o1", "o2"]);
        (await IdsOf(Orders with { OrderBy = [new DocumentOrder("note", true)] })).ShouldBe(["o9", "o8", "o7", "o6", "o5", "o4"]);
    }

    [SkippableFact]
    public async Task Given_a_declared_composite_index_When_queried_as_it_lies_Then_answered()
    {
        await GivenOrders();
        DocumentFilter[] filters = [Where("orgId", FilterOperator.Equal, "acme"), Where("customerId", FilterOperator.Equal, "odd")];
        (await IdsOf(Orders with { Filters = filters, OrderBy = [new DocumentOrder("createdAt", true)], Limit = 2 })).ShouldBe(["o9", "o7"]);
        (await IdsOf(Orders with { Filters = [.. filters, Where("createdAt", FilterOperator.LessThan, Day(6))], OrderBy = [new DocumentOrder("createdAt", true)] })).ShouldBe(["o5", "o3", "o1"]);
    }

    [SkippableFact]
    public async Task Given_no_composite_index_When_queried_Then_refused_with_the_line_to_add()
    {
        await GivenOrders();
        var query = Orders with { Filters = [Where("big", FilterOperator.Equal, true)], OrderBy = [new DocumentOrder("total", true)] };
        var refusal = await Should.ThrowAsync<StoreException>(() => IdsOf(query));
        refusal.Failure.ShouldBe(StoreFailure.MissingIndex);
        refusal.Message.ShouldContain("""{ "collectionGroup": "orders", "queryScope": "COLLECTION", "fields": [{ "fieldPath": "big", "order": "ASCENDING" }, { "fieldPath": "total", "order": "DESCENDING" }] }""");
    }

    [SkippableFact]
    public async Task Given_a_selection_When_queried_Then_only_those_fields_come()
    {
        await GivenOrders();
        var query = Orders with { Select = ["total", "note", "nowhere"], Filters = [Where("big", FilterOperator.Equal, false)], Limit = 4 };
        var bodies = await Tenant.QueryAsync(query).Select(d => d.Body.Canonical().ToString()).ToListAsync();
        bodies.ShouldBe(["""{"total":1.5}""", """{"total":3}""", """{"total":4.5}""", """{"note":"é4","total":6}"""]);
        (await Tenant.QueryAsync(Orders with { Select = [], Limit = 1 }).Select(d => d.Body.ToString()).ToListAsync()).ShouldBe(["{}"]);
    }

    [SkippableFact]
    public async Task Given_a_start_When_queried_in_pages_Then_each_document_comes_once()
    {
        await GivenOrders();
        (await IdsOf(Orders with { StartAfterId = "o3", Limit = 2 })).ShouldBe(["o4", "o5"]);
        (await IdsOf(Orders with { StartAfterId = "o33", Limit = 2 })).ShouldBe(["o4", "o5"]);
        (await IdsOf(Orders with { StartAfterId = "o9" })).ShouldBeEmpty();
        (await IdsOf(Orders with { StartAfterId = "o2", Filters = [Where("customerId", FilterOperator.Equal, "even")] })).ShouldBe(["o4", "o6", "o8"]);
    }

    [SkippableFact]
    public async Task Given_an_end_When_queried_by_id_Then_what_follows_it_does_not_come()
    {
        await GivenOrders();
        (await IdsOf(Orders with { StartAfterId = "o3", BeforeId = "o6" })).ShouldBe(["o4", "o5"]);
        (await IdsOf(Orders with { StartAfterId = "o33", BeforeId = "o55" })).ShouldBe(["o4", "o5"]);
        (await IdsOf(Orders with { StartAfterId = "o3", BeforeId = "o6", Limit = 1 })).ShouldBe(["o4"]);
        (await IdsOf(Orders with { BeforeId = "o3" })).ShouldBe(["o1", "o2"]);
        (await IdsOf(Orders with { StartAfterId = "o6", BeforeId = "o3" })).ShouldBeEmpty();
        (await IdsOf(Orders with { BeforeId = "o6", Filters = [Where("customerId", FilterOperator.Equal, "even")] })).ShouldBe(["o2", "o4"]);
        await Should.ThrowAsync<ArgumentException>(() => IdsOf(Orders with { BeforeId = "o3", OrderBy = [new DocumentOrder("total")] }));
    }

    [SkippableFact]
    public async Task Given_a_place_in_an_order_When_queried_in_pages_Then_each_document_comes_once()
    {
        await GivenOrders();
        var newest = Orders with { OrderBy = [new DocumentOrder("createdAt", true)], Limit = 2 };
        (await IdsOf(newest with { StartAfter = new DocumentPlace(Day(8), "o9") })).ShouldBe(["o8", "o7"]);
        (await IdsOf(newest with { StartAfter = new DocumentPlace(Day(8), "o8") })).ShouldBe(["o7", "o6"]);
        (await IdsOf(newest with { StartAfter = new DocumentPlace(Day(8), "o85") })).ShouldBe(["o8", "o7"]);
        (await IdsOf(newest with { StartAfter = new DocumentPlace(Day(1), "o1") })).ShouldBeEmpty();
        (await IdsOf(Orders with { OrderBy = [new DocumentOrder("total")], StartAfter = new DocumentPlace(10.5m, "o7") })).ShouldBe(["o8", "o9"]);
        (await IdsOf(Orders with { OrderBy = [new DocumentOrder("createdAt")], StartAfter = new DocumentPlace(Day(8), "o8") })).ShouldBe(["o9"]);
        DocumentFilter[] odd = [Where("orgId", FilterOperator.Equal, "acme"), Where("customerId", FilterOperator.Equal, "odd")];
        (await IdsOf(newest with { Filters = odd, StartAfter = new DocumentPlace(Day(7), "o7") })).ShouldBe(["o5", "o3"]);
        (await IdsOf(newest with { Filters = [Where("createdAt", FilterOperator.GreaterThanOrEqual, Day(6))], StartAfter = new DocumentPlace(Day(7), "o7") })).ShouldBe(["o6"]);
        await Should.ThrowAsync<ArgumentException>(() => IdsOf(Orders with { StartAfter = new DocumentPlace(1L, "o1") }));
    }

    [SkippableFact]
    public async Task Given_a_reader_When_it_writes_what_it_reads_Then_it_comes_to_an_end()
    {
        await GivenOrders();
        var seen = 0;
        await foreach (var order in Tenant.QueryAsync(Orders))
        {
            seen++;
            await Tenant.CommitAsync([DocumentWrite.Merge(order.Path, Body(b => b.Number("seen", 1))), DocumentWrite.Create(new DocumentPath("orders", "z" + order.Path.Id), DocumentBody.Empty)]);
        }

        seen.ShouldBe(9);
    }

    [SkippableFact]
    public async Task Given_ids_beyond_ASCII_When_listed_Then_they_come_in_order_of_their_bytes()
    {
        Given();
        string[] ids = ["Z", "a", "ä", "~", "\uffee", "😀", "10", "9"];
        await Tenant.CommitAsync(ids.Select(i => DocumentWrite.Create(Customer(i), DocumentBody.Empty)).ToList());
        (await IdsOf(new DocumentQuery { Collection = "customers" })).ShouldBe(["10", "9", "Z", "a", "~", "ä", "\uffee", "😀"]);
    }

    [SkippableFact]
    public async Task Given_many_paths_When_read_Then_they_come_in_the_order_asked_for_with_gaps()
    {
        await GivenOrders();
        var paths = Enumerable.Range(1, 700).Select(i => new DocumentPath("orders", "o" + (701 - i))).Append(new DocumentPath("customers", "o1")).Append(new DocumentPath("orders", "o9")).ToList();
        var found = await Tenant.GetManyAsync(paths);
        found.Count.ShouldBe(702);
        found.Where(d => d is not null).Select(d => d!.Path.ToString()).ShouldBe([.. Enumerable.Range(1, 9).Select(i => $"orders/o{10 - i}"), "customers/o1", "orders/o9"]);
        (await Tenant.GetManyAsync([])).ShouldBeEmpty();
    }
}
